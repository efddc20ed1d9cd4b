using System.Diagnostics;

namespace Hark.Cli.Tests;

/// <summary>Folders that take no file: a full disk and one that may only be read, made as small file systems where this machine permits it.</summary>
public class FullDiskTests(TinyRun tiny)
{
    [Fact]
    public void A_full_disk_is_told_in_one_line_and_leaves_no_half_file()
    {
        using var folder = new TemporaryFolder();
        using var disk = new Mount(folder["disk"], "size=400k");
        string clip = Path.Combine(tiny.Data, "네", "1.wav");
        string run = Path.Combine(disk.Path, "run");
        string message = folder.Run(tiny.TrainArguments(run)).ExpectFailure();
        Assert.Matches("^.*weights.safetensors: cannot be written .*Check that the folder exists, may be written to and has room[.]$", message);
        Assert.Equal(["model.json", "progress.jsonl"], Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        foreach (string[] typed in new string[][]
        {
            ["tone", Path.Combine(disk.Path, "out"), "--seconds", "60"],
            ["convert", clip, Path.Combine(disk.Path, "out"), "--rate", "1000000", "--bits", "64f"],
            ["features", clip, "--kind", "stft", "--hop", "1", Path.Combine(disk.Path, "out")],
            ["data", "export", Path.Combine(disk.Path, "out.npz"), "--data", tiny.Data],
        })
        {
            Assert.Matches("out(.npz)?: cannot be written .*Check that the folder exists, may be written to and has room[.]$", folder.Run(typed).ExpectFailure());
            Assert.Equal(["run"], Directory.GetFileSystemEntries(disk.Path).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void Words_that_their_file_cannot_take_go_to_standard_output()
    {
        using var folder = new TemporaryFolder();
        using var disk = new Mount(folder["disk"], "size=64k");
        using (var all = new FileStream(Path.Combine(disk.Path, "all"), FileMode.Create))
        {
            Assert.Throws<IOException>(() => all.Write(new byte[100_000]));
        }

        string words = Path.Combine(disk.Path, "words.json");
        HarkProcess.Outcome outcome = folder.Run("detect", Path.Combine(tiny.Data, "네", "1.wav"), "--run", tiny.Run, "--json", "--out", words);
        Assert.Matches("words.json: cannot be written .* has room[.] The words went to standard output instead[.]$", outcome.ExpectFailure());
        Assert.StartsWith("{\"file\":", outcome.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(words));
    }

    [Fact]
    public void A_standard_output_that_is_full_is_told_by_name()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "a file that is always full");
        using var folder = new TemporaryFolder();
        string message = HarkProcess.RunRedirected("> /dev/full", folder.Path, "models").ExpectFailure();
        Assert.Matches("^standard output: cannot be written .* Check that the place it is sent to takes more and has room[.]$", message);
    }

    [Fact]
    public void A_read_only_folder_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var disk = new Mount(folder["disk"], "size=64m,ro");
        string run = Path.Combine(disk.Path, "run");
        Assert.Matches("^.*/run: the run folder cannot be made .*Name another with --out[.]$", folder.Run(tiny.TrainArguments(run)).ExpectFailure());
        Assert.Matches("^.*/a.wav: cannot be written .*may be written to", folder.Run("tone", Path.Combine(disk.Path, "a.wav")).ExpectFailure());
    }

    [Fact]
    public void A_run_that_became_read_only_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var disk = new Mount(folder["disk"], "size=64m");
        string run = Path.Combine(disk.Path, "run");
        foreach (string path in Directory.GetFiles(tiny.Run))
        {
            Directory.CreateDirectory(run);
            File.Copy(path, Path.Combine(run, Path.GetFileName(path)));
        }

        disk.MakeReadOnly();
        Assert.Matches("^.*/run/.*: cannot be written", folder.Run("train", "--resume", run, "--epochs", "5", "--quiet").ExpectFailure());
        folder.Run("evaluate", run, "--quiet").Expect(0);
    }

    [Fact]
    public void A_download_that_fills_the_disk_goes_on_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        using var disk = new Mount(folder["disk"], "size=400k");
        var file = new byte[900_000];
        new Random(1).NextBytes(file);
        using var known = new LocalServer(LocalServer.File(file));
        using var unknown = new LocalServer(LocalServer.Raw("200 OK\r\nETag: \"one\"", file), LocalServer.File(file));
        string set = Path.Combine(disk.Path, "lesson");
        string[] typed = ["data", "download", "lesson", "--out", set, "--url"];

        Assert.Matches("/lesson.download: 900,000 bytes are needed [(]the file[)], but [0-9,]+ bytes are free[.] Make room, or name a folder on another disk with --out[.]$", folder.Run([.. typed, known.Address("a").AbsoluteUri]).ExpectFailure());

        // Where nobody tells the size, the disk is filled.
        string message = folder.Run([.. typed, unknown.Address("a").AbsoluteUri]).ExpectFailure();
        Assert.Matches("/lesson.download/speech_wav_8000.npz.part: cannot be written .*Make room, then run the same command again: it goes on after the [0-9,]+ bytes that are here[.]$", message);
        Assert.False(Directory.Exists(set));
        long there = new FileInfo(set + ".download/speech_wav_8000.npz.part").Length;
        Assert.InRange(there, 1, 409_600);
        disk.Enlarge("2m");
        folder.Run([.. typed, unknown.Address("a").AbsoluteUri]).Expect(0);
        Assert.Equal((int)there, unknown.Requests.Last().From);
        Assert.Equal(file, File.ReadAllBytes(Path.Combine(set, "speech_wav_8000.npz")));
    }

    /// <summary>A file system of its own; the test is skipped where none can be made.</summary>
    private sealed class Mount : IDisposable
    {
        public Mount(string path, string options)
        {
            Path = Directory.CreateDirectory(path).FullName;
            Assert.SkipUnless(OperatingSystem.IsLinux() && Try("mount", "-t", "tmpfs", "-o", options, "tmpfs", Path), "No file system can be mounted here: it takes Linux and its root.");
        }

        public string Path { get; }

        public void MakeReadOnly() => Assert.True(Try("mount", "-o", "remount,ro", Path));

        public void Enlarge(string size) => Assert.True(Try("mount", "-o", $"remount,size={size}", Path));

        public void Dispose() => Try("umount", "-l", Path);

        private static bool Try(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        }
    }
}
