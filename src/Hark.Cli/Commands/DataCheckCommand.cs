using Hark.Data;
using Spectre.Console;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark data check</c>: clips that a person should hear before a network learns from them.</summary>
internal static class DataCheckCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data(), labels = CommonOptions.Labels();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("check", "Find clips that cannot be read, are silent, clipped, cut off, or there twice.\n\nExample:\n  hark data check --data my-words") { data, labels, json };
        command.SetAction(parsed =>
        {
            var screen = new Screen(quiet: false, parsed.GetValue(json));
            ClipSource clips = DataSet.Open(parsed.GetValue(data) ?? BundledFiles.Corpus, new DataOptions { Labels = CommonOptions.SplitLabels(parsed.GetValue(labels)) }).All;
            IReadOnlyList<ClipFinding> findings = ClipCheck.Find(clips);
            if (screen.Json)
            {
                Console.Out.WriteLine(ToJson(findings));
                return ExitCode.Done;
            }

            screen.Result($"{clips.Count:N0} clips checked, {findings.Select(f => f.Index).Distinct().Count():N0} to be heard");
            foreach (IGrouping<ClipFault, ClipFinding> fault in findings.GroupBy(f => f.Fault).OrderBy(g => g.Key))
            {
                Table table = Screen.NewTable("clip", "label", Name(fault.Key));
                foreach (ClipFinding finding in fault.Take(MostShown))
                {
                    table.AddRow(Markup.Escape(finding.Name), Markup.Escape(finding.Label), Markup.Escape(finding.Detail));
                }

                screen.Result($"{Name(fault.Key)}: {fault.Count():N0}{(fault.Count() > MostShown ? $", the first {MostShown} of them (--json: all)" : "")}");
                screen.Result(table);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Name(ClipFault fault) => fault switch
    {
        ClipFault.Unreadable => "unreadable",
        ClipFault.Silent => "silent",
        ClipFault.Clipped => "clipped",
        ClipFault.CutOff => "cut off",
        _ => "duplicate",
    };

    private static string ToJson(IReadOnlyList<ClipFinding> findings) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (ClipFinding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("clip", finding.Name);
            json.WriteString("label", finding.Label);
            json.WriteString("fault", Name(finding.Fault));
            json.WriteString("detail", finding.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
