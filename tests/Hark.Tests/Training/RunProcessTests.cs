using Hark.Training;

namespace Hark.Tests.Training;

public class RunProcessTests
{
    [Fact]
    public void A_folder_names_its_process_while_that_trains_and_no_longer()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hark-");
        try
        {
            RunFolder run = RunFolder.Create(folder.FullName);
            Assert.Null(RunProcess.Of(run));
            using (RunProcess.Hold(run))
            {
                Assert.Equal(Environment.ProcessId, RunProcess.Of(run));
            }

            Assert.Null(RunProcess.Of(run));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x y")]
    [InlineData("1")]
    [InlineData("1 2001-02-03T04:05:06.0000000Z")]
    [InlineData("2147483647 2001-02-03T04:05:06.0000000Z")]
    public void A_number_that_now_belongs_to_another_process_or_to_none_counts_as_none(string text)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hark-");
        try
        {
            RunFolder run = RunFolder.Create(folder.FullName);
            File.WriteAllText(run.Process, text);
            Assert.Null(RunProcess.Of(run));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_that_another_process_trains_into_is_refused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hark-");
        using System.Diagnostics.Process other = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", ["exec", typeof(RunProcessTests).Assembly.Location, "--help"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        try
        {
            RunFolder run = RunFolder.Create(folder.FullName);
            File.WriteAllText(run.Process, $"{other.Id} {other.StartTime.ToUniversalTime():O}");
            if (!other.HasExited)
            {
                Assert.Equal($"{folder.FullName}: process {other.Id} is training into it. Stop that one first, or wait for its end.", Assert.Throws<HarkException>(() => RunProcess.Hold(run)).Message);
            }

            other.Kill();
            other.WaitForExit();
            RunProcess.Hold(run).Dispose();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
