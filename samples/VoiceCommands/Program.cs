// Reacts to spoken words: dotnet run --project samples/VoiceCommands -- MODEL [RECORDING.wav]
// Without a recording it listens to the microphone, here through Linux's arecord; any source of samples will do.
using Hark.Streaming;
using VoiceCommands;

var lamp = new Lamp();
var commands = new Dictionary<string, Action>
{
    ["on"] = () => lamp.Lit = true,
    ["off"] = () => lamp.Lit = false,
    ["up"] = () => lamp.Brightness++,
    ["down"] = () => lamp.Brightness--,
};

using ISound sound = args.Length > 1 ? new Recording(args[1]) : new Microphone();
using var detector = WordDetector.Load(args[0], new DetectorOptions { SampleRate = sound.SampleRate });
var samples = new float[sound.SampleRate / 10];
while (sound.Read(samples) is var count and > 0)
{
    foreach (DetectedWord word in detector.Push(samples.AsSpan(0, count)))
    {
        commands.GetValueOrDefault(word.Label)?.Invoke();
        Console.WriteLine($"{word.Label} ({word.Confidence:P0}): {lamp}");
    }
}
