namespace Hark.Cli.Tests;

public class UsageTests
{
    [Theory]
    [InlineData("", "Required command was not provided.")]
    [InlineData("frobnicate", "Unrecognized command or argument 'frobnicate'.")]
    [InlineData("train --epochs 0", "--epochs takes a whole number of at least 1, not '0'.")]
    [InlineData("train --epochs many", "--epochs takes a whole number of at least 1, not 'many'.")]
    [InlineData("train --lr 0,001", "--lr takes a number above 0, not '0,001'.")]
    [InlineData("train --seed -1", "--seed takes a whole number of 0 to 4294967295, not '-1'.")]
    [InlineData("train --model wave-net", "There is no model 'wave-net'. Choose one of: wave-conv,")]
    [InlineData("train --recipe papers", "There is no recipe 'papers'. Choose one of: lesson, quick, paper")]
    [InlineData("train --resume here --recipe paper", "--recipe cannot be given with --resume: the run keeps what it began with.")]
    [InlineData("train --front-end 3", "--front-end takes one of waveform, magnitude, db, logmel, mfcc, not '3'.")]
    [InlineData("train --resume here --model wave-conv", "--model cannot be given with --resume: the run keeps what it began with.")]
    [InlineData("models wave-net", "There is no model 'wave-net'.")]
    [InlineData("evaluate --split some", "--split takes one of test, validation, train, all, not 'some'.")]
    [InlineData("predict", "Give at least one FILE, or --sample for a random test clip.")]
    [InlineData("predict a.wav --sample", "Give files or --sample, not both.")]
    [InlineData("export run a.onnx --calibration 20", "--calibration is for --int8.")]
    [InlineData("export run a.onnx --data words", "--data is for --int8.")]
    [InlineData("export run a.onnx --input mfcc", "--input takes one of waveform, features, not 'mfcc'.")]
    [InlineData("export run a.onnx --int8 --calibration 0", "--calibration takes a whole number of at least 1, not '0'.")]
    [InlineData("export run", "Give the file to write (OUT.onnx), --web DIR, or both.")]
    [InlineData("export run --web site --input features", "--web takes the sound itself: leave --input out.")]
    [InlineData("export run a.onnx --runtime npm", "--runtime is for --web.")]
    [InlineData("detect", "Required argument missing for command: 'detect'.")]
    [InlineData("detect a.wav --format xml", "--format takes one of text, json, csv, audacity, not 'xml'.")]
    [InlineData("detect a.wav --threshold 1.5", "--threshold takes a probability of 0 to 1.")]
    [InlineData("detect a.wav --every 5", "--every takes a whole number of 10 to 10000, not '5'.")]
    [InlineData("listen --input a.wav", "--input takes -, for standard input.")]
    [InlineData("listen --input - --device hw:0", "Give --device or --input, not both.")]
    [InlineData("measure-detection --hours 0", "--hours takes a number above 0, not '0'.")]
    [InlineData("measure-detection --snr 200", "--snr takes at most 120 dB.")]
    [InlineData("measure-detection --split all", "--split takes one of test, validation, train, not 'all'.")]
    [InlineData("measure-detection --store", "--store writes thresholds into a model: name it with --run. What is shipped stays as it is: copy it first")]
    [InlineData("listen --exec 'x", "--exec: the quote ' at character 1 is never closed: 'x")]
    [InlineData("detect a.wav --plot a.png", "--plot takes a file that ends in .svg, the only form that Hark draws, not 'a.png'.")]
    [InlineData("plot waveform a.wav a.png", "OUT.svg takes a file that ends in .svg, the only form that Hark draws, not 'a.png'.")]
    [InlineData("plot filterbank a", "OUT.svg takes a file that ends in .svg, the only form that Hark draws, not 'a'.")]
    [InlineData("data", "Required command was not provided.")]
    [InlineData("data export", "Required argument missing for command: 'export'.")]
    [InlineData("data download", "Required argument missing for command: 'download'.")]
    [InlineData("data download speech-commands", "There is no public set 'speech-commands'. Choose one of: speech-commands-v1, speech-commands-v2, speech-commands-v2-test, lesson.")]
    [InlineData("data download lesson --url example.invalid/a.npz", "--url takes an address that begins with http:// or https://, not 'example.invalid/a.npz'.")]
    [InlineData("data download lesson --url file:///a.npz", "--url takes an address that begins with http:// or https://, not 'file:///a.npz'.")]
    [InlineData("data download lesson --sha256 12", "--sha256 takes 64 hexadecimal digits, not '12'.")]
    [InlineData("data download lesson --url http://example.invalid/a.npz --from a.npz", "Give --url or --from, not both.")]
    [InlineData("tone a.wav --partial 440:loud", "--partial: '440:loud': 'loud' is no number; a partial is HZ[:AMPLITUDE[:PHASE]]")]
    [InlineData("tone a.wav --partial -5", "--partial: '-5': -5 is no frequency; expected 0 Hz or more.")]
    [InlineData("tone a.wav --seconds 0", "--seconds takes a number above 0, not '0'.")]
    [InlineData("tone a.wav --seconds 1e12", "--seconds 1000000000000 at 16000 Hz is not between one and")]
    [InlineData("quantize a.wav b.wav", "Option '--bits' is required.")]
    [InlineData("quantize a.wav b.wav --bits 33", "--bits takes a whole number of 1 to 32, not '33'.")]
    [InlineData("convert a.wav b.wav --bits 12", "--bits takes one of 4, 8, 16, 24, 32, 32f, 64f, alaw, ulaw, not '12'.")]
    [InlineData("convert a.wav b.wav --rate -8000", "--rate takes a whole number of 1 to 10000000, not '-8000'.")]
    [InlineData("features a.wav b.npy", "Option '--kind' is required.")]
    [InlineData("features a.wav b.npy --kind db --hop 0", "--hop takes a whole number of at least 1, not '0'.")]
    [InlineData("features a.wav b.npy --kind db --n-fft 256 --win 300", "STFT options: window is 300 samples, must not exceed n_fft 256.")]
    [InlineData("features a.wav b.npy --kind db --ref 0", "--ref takes a number above 0 or max, not '0'.")]
    [InlineData("plot", "Required command was not provided.")]
    [InlineData("plot waveform a.wav b.svg --range 41", "--range takes START:COUNT, such as 1000:41")]
    public void Wrong_usage_is_exit_code_2_and_says_what_is_wrong(string typed, string message)
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Expect(2);
        Assert.Empty(outcome.Out);
        Assert.Equal(2, outcome.ErrorLines.Length);
        Assert.StartsWith($"hark: {message}", outcome.ErrorLines[0], StringComparison.Ordinal);
        Assert.Matches("^Try 'hark( [a-z-]+)* --help'.$", outcome.ErrorLines[1]);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("FILE takes the name of a file", "detect", "")]
    [InlineData("FILE takes the name of a file", "info", "")]
    [InlineData("FILE takes the name of a file", "predict", "a.wav", "")]
    [InlineData("FILE takes the name of a file", "plot", "mel", "", "a.svg")]
    [InlineData("OUT.svg takes the name of a file", "plot", "mel", "a.wav", "")]
    [InlineData("OUT.wav takes the name of a file", "tone", "")]
    [InlineData("IN.wav takes the name of a file", "quantize", "", "a.wav", "--bits", "4")]
    [InlineData("OUT takes the name of a file", "data", "export", "")]
    [InlineData("RUN takes the name of a run folder or a weights file", "evaluate", "")]
    [InlineData("--run takes the name of a run folder or a weights file", "listen", "--run", "")]
    [InlineData("--data takes the name of a data set", "train", "--data", "")]
    [InlineData("--out takes the name of a folder", "data", "download", "lesson", "--out", "")]
    [InlineData("--plot takes the name of a file", "detect", "a.wav", "--plot", "")]
    public void An_empty_name_is_wrong_usage(string message, params string[] typed)
    {
        using var folder = new TemporaryFolder();
        HarkProcess.Outcome outcome = folder.Run(typed).Expect(2);
        Assert.Equal($"hark: {message}, not ''.", outcome.ErrorLines[0]);
        Assert.Equal(2, outcome.ErrorLines.Length);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("info nowhere.wav", "nowhere.wav")]
    [InlineData("info nowhere.npy", "nowhere.npy")]
    [InlineData("info nowhere.npz", "nowhere.npz")]
    [InlineData("info nowhere.safetensors", "nowhere.safetensors")]
    [InlineData("play nowhere.wav", "nowhere.wav")]
    [InlineData("quantize nowhere.wav out.wav --bits 4", "nowhere.wav")]
    [InlineData("convert nowhere.wav out.wav", "nowhere.wav")]
    [InlineData("features nowhere.wav out.npy --kind mel", "nowhere.wav")]
    [InlineData("plot spectrum nowhere.wav out.svg", "nowhere.wav")]
    [InlineData("plot waveform nowhere.wav out.svg --range 0:41", "nowhere.wav")]
    [InlineData("data summary --data nowhere", "nowhere")]
    [InlineData("train --data nowhere", "nowhere")]
    [InlineData("train --resume nowhere", "nowhere")]
    [InlineData("evaluate nowhere", "nowhere")]
    [InlineData("predict a.wav --run nowhere", "nowhere")]
    [InlineData("detect a.wav --run nowhere", "nowhere")]
    [InlineData("listen --input - --run nowhere", "nowhere")]
    [InlineData("measure-detection --run nowhere", "nowhere")]
    public void A_missing_file_is_exit_code_1_and_one_line(string typed, string name)
    {
        using var folder = new TemporaryFolder();
        string message = folder.Run(typed.Split(' ')).ExpectFailure();
        Assert.StartsWith($"{name}: ", message, StringComparison.Ordinal);
        Assert.Matches("(there is no such|not found)", message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("tone no/such/a.wav")]
    [InlineData("plot filterbank no/such/a.svg")]
    public void A_missing_output_folder_is_exit_code_1_and_one_line(string typed)
    {
        using var folder = new TemporaryFolder();
        Assert.Matches("^no/such/a[.](wav|svg): cannot be written .*Check that the folder exists, may be written to and has room[.]$", folder.Run(typed.Split(' ')).ExpectFailure());
    }
}
