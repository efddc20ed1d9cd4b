using Hark.Models;
using Hark.Streaming;
using System.Text.Json;

namespace Hark.Tests.Streaming;

/// <summary>The detector of the web page of <c>hark export --web</c>, in JavaScript, against the library's, on the same probabilities.</summary>
public class PageDetectorTests
{
    private const string Program = """
        import { readFileSync } from 'node:fs';
        import { Detector } from './detector.mjs';
        const streams = JSON.parse(readFileSync(process.argv[2]));
        console.log(JSON.stringify(streams.map(({ model, rows }) => {
          const detector = new Detector(model);
          return rows.map((row, number) => detector.push(row, number)).flatMap((word) => (word ? [`${word.label} ${word.seconds.toFixed(2)} ${Math.fround(word.confidence)}`] : []));
        })));
        """;

    [Fact]
    public void It_tells_the_same_words_of_the_same_probabilities()
    {
        NodeJs.Need();
        Stream[] streams = [.. Enumerable.Range(0, TestScale.Count(100, 1000)).Select(seed => new Stream(new SeededRandom(11, seed)))];
        string[][] expected = [.. streams.Select(stream => stream.InHark())];
        Assert.Equal(expected, InPage(streams));

        // Every rule has had its say: words told again while they were still likely or soon after another, and words that crept up.
        Assert.All(streams[0].Labels, label => Assert.True(label is "unknown" or "silence" || expected.Sum(told => told.Count(word => word.StartsWith($"{label} ", StringComparison.Ordinal))) > 50));
        foreach (Func<DetectorOptions, DetectorOptions> without in (Func<DetectorOptions, DetectorOptions>[])
            [o => o with { LockoutMs = 0 }, o => o with { RefractoryMs = 60_000 }, o => o with { Release = 0 }, o => o with { RiseMs = null }, o => o with { OtherWordOdds = 1 }, o => o with { Smoothing = 1 }])
        {
            Assert.NotEqual(expected, streams.Select(stream => stream.InHark(without)));
        }
    }

    private static string[][] InPage(Stream[] streams)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hark-page-");
        try
        {
            // Node.js takes a .js without a package for an older kind of script.
            File.Copy(Path.Combine(Checkout.Root, "src", "Hark.Cli", "Web", "detector.js"), Path.Combine(folder.FullName, "detector.mjs"));
            string program = Path.Combine(folder.FullName, "run.mjs"), job = Path.Combine(folder.FullName, "streams.json");
            File.WriteAllText(program, Program);
            File.WriteAllText(job, JsonSerializer.Serialize(streams.Select(stream => stream.ForPage())));
            (int code, string output, string errors) = NodeJs.Run(program, job);
            Assert.True(code == 0, errors);
            return JsonSerializer.Deserialize<string[][]>(output)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Probabilities that rise and fall as those of a network over a stream do, and options of a detector.</summary>
    private sealed class Stream
    {
        private readonly DetectorOptions _options;
        private readonly float[][] _rows;

        public Stream(SeededRandom random)
        {
            Labels = ["네", "아니요", random.NextInt32(4) == 0 ? "stop" : "unknown", "위", "silence"];
            _options = new DetectorOptions
            {
                DecisionMs = random.NextInt32(3) == 0 ? 70 : 100,
                Smoothing = 1 + random.NextInt32(4),
                OtherWordOdds = random.NextSingle(0.5f, 10),
                LockoutMs = random.NextInt32(800),
                RefractoryMs = 300 + random.NextInt32(1200),
                Release = random.NextSingle(0.2f, 0.8f),
                RiseMs = random.NextInt32(500),
                Thresholds = Labels.ToDictionary(label => label, _ => random.NextSingle(0.2f, 0.8f)),
            };
            _rows = [.. Rows(random, Labels.Length, 300)];
        }

        public string[] Labels { get; }

        public string[] InHark(Func<DetectorOptions, DetectorOptions>? change = null)
        {
            DetectorOptions options = change?.Invoke(_options) ?? _options;
            var decoder = new WordDecoder(options.ThresholdsOf(Labels), options);
            var told = new List<string>();
            for (int number = 0; number < _rows.Length; number++)
            {
                float[] row = [.. _rows[number]];
                PriorShift.Apply(options.OtherWordOdds, ModelSettings.UnknownAmong(Labels), row);
                if (decoder.Decide(new Decision(number, true, 0, 0), row, out Detection word))
                {
                    told.Add(FormattableString.Invariant($"{Labels[word.Label]} {(number + 1) * options.DecisionMs / 1000.0:F2} {(double)word.Confidence}"));
                }
            }

            return [.. told];
        }

        public object ForPage() => new
        {
            model = new
            {
                labels = Labels,
                thresholds = Labels.Where(_options.Tells).ToDictionary(label => label, _options.ThresholdOf),
                smoothing = _options.Smoothing,
                decisionMs = _options.DecisionMs,
                otherWordOdds = _options.OtherWordOdds,
                lockoutMs = _options.LockoutMs,
                refractoryMs = _options.RefractoryMs,
                release = _options.Release,
                riseMs = _options.RiseMs,
            },
            rows = _rows,
        };

        private static IEnumerable<float[]> Rows(SeededRandom random, int labels, int count)
        {
            var logits = new float[labels];
            for (int number = 0; number < count; number++)
            {
                for (int label = 0; label < labels; label++)
                {
                    logits[label] = (0.7f * logits[label]) + random.NextSingle(-3, 3);
                }

                // Nothing is judged where nothing stands out of the noise.
                double sum = logits.Sum(logit => Math.Exp(logit));
                yield return number % 50 < 5 ? new float[labels] : [.. logits.Select(logit => (float)(Math.Exp(logit) / sum))];
            }
        }
    }
}
