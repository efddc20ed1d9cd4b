// An app that reacts to spoken words, at the microphone or in a recording: dotnet run samples/voice-command.cs -- MODEL.safetensors [SOUND.wav]
#:project ../src/Hark/Hark.csproj
using Hark;
using Hark.Audio;
using Hark.Streaming;

try
{
    string model = args.Length > 0 ? args[0] : throw new HarkException("Name a model: dotnet run samples/voice-command.cs -- MODEL.safetensors [SOUND.wav]");
    using WavReader? recording = args.Length > 1 ? new WavReader(args[1]) : null;
    using var detector = WordDetector.Load(model, new DetectorOptions { SampleRate = recording?.Header.SampleRate, Channels = recording?.Header.Channels ?? 1 });
    using Microphone? microphone = recording is null ? Microphone.Open(detector.SampleRate) : null;
    Console.WriteLine($"Listening {(microphone is null ? $"to {args[1]}" : $"through {microphone.Recorder}")} for {string.Join(", ", detector.Labels.Where(detector.Options.Tells))}.");

    var samples = new float[detector.SampleRate / 10 * detector.Options.Channels];
    int count;
    while ((count = microphone?.Read(samples) ?? recording!.Read(samples) * detector.Options.Channels) > 0)
    {
        Tell(detector.Push(samples.AsSpan(0, count)));
    }

    Tell(detector.Flush()); // a word at the very end of a recording
}
catch (HarkException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

return 0;

void Tell(ReadOnlySpan<DetectedWord> words)
{
    foreach (DetectedWord word in words)
    {
        Console.WriteLine($"{word.Time.TotalSeconds:F1} s: {word.Label} ({word.Confidence:P0})"); // your own reaction goes here
    }
}
