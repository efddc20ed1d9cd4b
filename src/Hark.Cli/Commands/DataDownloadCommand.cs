using Hark.Data;
using System.CommandLine;

namespace Hark.Cli.Commands;

/// <summary><c>hark data download NAME</c>: the public sets from their official addresses.</summary>
internal static class DataDownloadCommand
{
    private static readonly string Names = string.Join(", ", PublicDataSets.All.Select(set => set.Name));

    public static Command Create()
    {
        var name = new Argument<PublicDataSet>("NAME")
        {
            Description = "\n" + string.Join("\n", PublicDataSets.All.Select(set => $"{set.Name}: {set.Description}{(set.ArchiveBytes is { } bytes ? $", {TransferText.Size(bytes)}" : "")}")),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                PublicDataSet? set = PublicDataSets.Find(text);
                if (set is null)
                {
                    result.AddError($"There is no public set '{text}'. Choose one of: {Names}.");
                }

                return set;
            },
        };
        var output = new Option<string?>("--out") { Description = "The folder that the set becomes; by default hark/data/NAME in the user's cache folder, where --data NAME finds it", HelpName = "DIR" };
        var url = new Option<Uri?>("--url")
        {
            Description = "Another address of the same file",
            HelpName = "URL",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
                {
                    result.AddError($"--url takes an address that begins with http:// or https://, not '{text}'.");
                }

                return address;
            },
        };
        var sha256 = new Option<string?>("--sha256") { Description = "The checksum to expect instead of the published one", HelpName = "HEX" };
        sha256.Validators.Add(result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (text.Length != 64 || !text.All(char.IsAsciiHexDigit))
            {
                result.AddError($"--sha256 takes 64 hexadecimal digits, not '{text}'.");
            }
        });
        var from = new Option<string?>("--from") { Description = "The set's file, downloaded by other means: checked and unpacked without a network", HelpName = "FILE" };
        var keep = new Option<bool>("--keep-archive") { Description = "Keep the archive after unpacking" };
        Option<bool> json = CommonOptions.Json(), quiet = CommonOptions.Quiet();
        var command = new Command(
            "download",
            "Fetch a public set: goes on after a cut, checks the SHA-256, unpacks.\n\nExamples:\n  hark data download speech-commands-v2\n  hark train --data speech-commands-v2\n  hark data download lesson --out lesson-data\n  hark data download speech-commands-v2-test --from speech_commands_test_set_v0.02.tar.gz")
        {
            name, output, url, sha256, from, keep, json, quiet,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(url) is not null && parsed.GetValue(from) is not null)
            {
                throw new UsageException("Give --url or --from, not both.");
            }

            var screen = new Screen(parsed.GetValue(quiet), parsed.GetValue(json));
            PublicDataSet set = parsed.GetValue(name)!;
            var progress = new TransferProgress(screen);
            var options = new DownloadOptions
            {
                Folder = parsed.GetValue(output),
                Address = parsed.GetValue(url),
                Sha256 = parsed.GetValue(sha256),
                ArchiveFile = parsed.GetValue(from),
                KeepArchive = parsed.GetValue(keep),
                Progress = progress,
                Notice = progress.Note,
            };
            DownloadedDataSet brought = Run(set, options, progress);
            if (screen.Json)
            {
                Console.Out.WriteLine(ToJson(brought));
            }
            else
            {
                Print(brought, parsed.GetValue(output) is null, screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DownloadedDataSet Run(PublicDataSet set, DownloadOptions options, TransferProgress progress)
    {
        using var stop = new CancellationTokenSource();
        using (new InterruptHandlers(stop.Cancel))
        {
            try
            {
                return set.DownloadAsync(options, stop.Token).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                progress.Note("what has come is kept: the same command goes on from there.");
                throw;
            }
            finally
            {
                progress.Clear();
            }
        }
    }

    private static void Print(DownloadedDataSet brought, bool byDefault, Screen screen)
    {
        screen.Result(brought.AlreadyThere
            ? $"{brought.Path}: {brought.Name} is there already: {brought.Files:N0} files, {TransferText.Size(brought.Bytes)}"
            : $"{brought.Path}: {brought.Name}, {brought.Files:N0} files, {TransferText.Size(brought.Bytes)}");
        screen.Result($"SHA-256 of the downloaded file: {brought.Sha256}");
        if (brought.Archive is { } archive)
        {
            screen.Result($"archive: {archive}");
        }

        string data = byDefault ? brought.Name : brought.Path;
        screen.Note($"use it with: --data {(data.Contains(' ', StringComparison.Ordinal) ? $"\"{data}\"" : data)}");
    }

    private static string ToJson(DownloadedDataSet brought) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("set", brought.Name);
        json.WriteString("path", brought.Path);
        json.WriteString("source", brought.Source);
        json.WriteNumber("archiveBytes", brought.ArchiveBytes);
        json.WriteString("sha256", brought.Sha256);
        json.WriteNumber("files", brought.Files);
        json.WriteNumber("bytes", brought.Bytes);
        json.WriteBoolean("alreadyThere", brought.AlreadyThere);
        json.WriteString("archive", brought.Archive);
        json.WriteEndObject();
    });
}
