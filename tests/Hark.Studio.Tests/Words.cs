using Hark.Audio;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hark.Studio.Tests;

/// <summary>Sounds to record and to train with, told apart by their pitch: a network learns them in seconds.</summary>
internal static class Words
{
    public const string Low = "네", High = "아니요";

    /// <summary>A short sound in a longer silence.</summary>
    public static AudioClip Said(string word, int take = 0, int rate = 16_000)
    {
        double hertz = (word == High ? 2_000 : 300) * (1 + (0.02 * take));
        AudioClip sound = new ComplexWave(new Partial(hertz, 0.4), new Partial(2 * hertz, 0.2)).ToClip(rate, 0.4);
        float[] samples = new float[rate * 3 / 2];
        sound.Samples.CopyTo(samples.AsSpan(rate * (3 + take) / 10));
        return new AudioClip(samples, rate);
    }

    /// <summary>Sends a sound as the page does, and keeps it.</summary>
    public static async Task<HttpResponseMessage> Keep(RunningStudio studio, AudioClip clip, string word, string speaker = "tester")
        => await studio.Http.PostAsJsonAsync("/api/recordings", new { sound = await Send(studio, clip), word, speaker });

    /// <summary>The name of the sent sound.</summary>
    public static async Task<string> Send(RunningStudio studio, AudioClip clip)
    {
        HttpResponseMessage sent = await studio.Send(HttpMethod.Post, "/api/sounds?trim=true", new ByteArrayContent(clip.ToWavBytes()));
        return (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Two words of five takes each.</summary>
    public static async Task RecordBoth(RunningStudio studio)
    {
        foreach (string word in new[] { Low, High })
        {
            for (int take = 0; take < 5; take++)
            {
                (await Keep(studio, Said(word, take), word)).EnsureSuccessStatusCode();
            }
        }
    }

    /// <summary>Asks for a training with them; its run.</summary>
    public static async Task<string> Train(RunningStudio studio, int epochs = 12)
    {
        JsonElement places = await studio.Http.GetFromJsonAsync<JsonElement>("/api/data");
        string id = places.EnumerateArray().First(p => p.GetProperty("origin").GetString() == "recorded").GetProperty("id").GetString()!;
        HttpResponseMessage started = await studio.Http.PostAsJsonAsync("/api/runs", new { data = id, labels = new[] { Low, High }, model = "spectrogram-conv", recipe = "quick", epochs, batch = 4, shiftMs = 100, threads = 1 });
        return (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!;
    }

    /// <summary>Looks until the run is in one of the states; gives what is said of it then.</summary>
    public static async Task<JsonElement> Until(RunningStudio studio, string run, params string[] states)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var feed = new StreamReader(await studio.Http.GetStreamAsync(new Uri($"/api/runs/{run}/feed", UriKind.Relative), late.Token));
        while (await feed.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                JsonElement summary = JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]).GetProperty("run");
                if (states.Contains(summary.GetProperty("state").GetString()))
                {
                    return summary;
                }
            }
        }

        throw new InvalidOperationException($"The feed of {run} ended before it was {string.Join(" or ", states)}.");
    }
}
