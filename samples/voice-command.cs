// An app that reacts to spoken words: dotnet run samples/voice-command.cs -- MODEL.safetensors
#:project ../src/Hark/Hark.csproj
using Hark.Audio;
using Hark.Streaming;

using var detector = WordDetector.Load(args[0]);
using Microphone microphone = Microphone.Open(detector.SampleRate);
Console.WriteLine($"Listening through {microphone.Recorder} for {string.Join(", ", detector.Labels.Except(detector.Options.Ignored))}.");

var samples = new float[detector.SampleRate / 10];
while (true)
{
    int count = microphone.Read(samples);
    foreach (DetectedWord word in detector.Push(samples.AsSpan(0, count)))
    {
        Console.WriteLine($"{word.Time.TotalSeconds:F1} s: {word.Label} ({word.Confidence:P0})"); // your own reaction goes here
    }
}
