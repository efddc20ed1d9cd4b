using Hark.Data;
using Hark.Evaluation;
using Spectre.Console;
using System.CommandLine;
using System.Text.Json;

namespace Hark.Cli.Commands;

/// <summary><c>hark data check</c>: recordings that a person should hear before a network learns from them.</summary>
internal static class DataCheckCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data(), labels = CommonOptions.Labels();
        var run = new Option<string?>("--run") { Description = "Also name the clips that this run's model, or this weights file, is sure to be another word than their label says", HelpName = "RUN" };
        Option<bool> json = CommonOptions.Json();
        var command = new Command(
            "check",
            "Find recordings that cannot be read, are silent, too short, clipped, cut off, of an odd sample rate, there twice, or on two sides of a split, by sample or by speaker; with a model, labels to doubt.\n\nExamples:\n  hark data check --data my-words\n  hark data check --data my-words --run runs/20260101-120000-wave-conv")
        {
            data, labels, run, json,
        };
        command.SetAction(parsed =>
        {
            var screen = new Screen(quiet: false, parsed.GetValue(json));
            string path = parsed.GetValue(data) ?? BundledFiles.Corpus;
            var set = DataSet.Open(path, new DataOptions { Labels = CommonOptions.SplitLabels(parsed.GetValue(labels)) });
            string? weights = parsed.GetValue(run) is { } model ? ModelChoice.Find(model).Path : null;
            int checkedOnes = 0;
            IReadOnlyList<ClipFinding> findings = ClipCheck.Find(set, (_, all) => checkedOnes = all);
            IReadOnlyList<Mistake>? doubts = weights is null ? null : LabelDoubts.Find(path, weights);
            if (screen.Json)
            {
                Console.Out.WriteLine(ToJson(findings, doubts ?? []));
                return ExitCode.Done;
            }

            screen.Result($"{checkedOnes:N0} recordings checked, {findings.Select(f => f.Name).Concat((doubts ?? []).Select(d => d.Name)).Distinct().Count():N0} to be heard");
            foreach (IGrouping<ClipFault, ClipFinding> fault in findings.GroupBy(f => f.Fault).OrderBy(g => g.Key))
            {
                Show(screen, FindingText.Name(fault.Key), [.. fault.Select(f => (f.Name, f.Label, f.Detail))]);
            }

            if (doubts is { Count: > 0 })
            {
                Show(screen, "label to doubt", [.. doubts.Select(d => (d.Name, d.Label, Heard(d)))]);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Screen screen, string fault, IReadOnlyList<(string Name, string Label, string Detail)> rows)
    {
        Table table = Screen.NewTable("recording", "label", fault);
        foreach ((string name, string label, string detail) in rows.Take(MostShown))
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(label), Markup.Escape(detail));
        }

        screen.Result($"{fault}: {rows.Count:N0}{(rows.Count > MostShown ? $", the first {MostShown} of them (--json: all)" : "")}");
        screen.Result(table);
    }

    private static string Heard(Mistake doubt) => FormattableString.Invariant($"heard as {doubt.Predicted} ({100 * doubt.Probability:0} %)");

    private static string ToJson(IReadOnlyList<ClipFinding> findings, IReadOnlyList<Mistake> doubts) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (ClipFinding finding in findings)
        {
            Write(json, finding.Name, finding.Label, FindingText.Name(finding.Fault), finding.Detail);
        }

        foreach (Mistake doubt in doubts)
        {
            Write(json, doubt.Name, doubt.Label, "label to doubt", Heard(doubt));
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string name, string label, string fault, string detail)
    {
        json.WriteStartObject();
        json.WriteString("clip", name);
        json.WriteString("label", label);
        json.WriteString("fault", fault);
        json.WriteString("detail", detail);
        json.WriteEndObject();
    }
}
