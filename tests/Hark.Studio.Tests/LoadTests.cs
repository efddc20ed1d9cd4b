using Hark.Tests;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hark.Studio.Tests;

[Collection(nameof(AloneGroup))]
public class LoadTests(TrainedWords trained, ITestOutputHelper output)
{
    [Fact]
    public async Task Two_hundred_predictions_at_once_and_fifty_open_pages_lose_no_answer()
    {
        await using RunningStudio studio = await trained.Studio();
        byte[] low = Words.Said(Words.Low, 1).ToWavBytes(), high = Words.Said(Words.High, 1).ToWavBytes();
        StreamReader[] pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => new StreamReader(await studio.Http.GetStreamAsync(new Uri(i % 2 == 0 ? "/api/runs/feed" : "/api/runs/words/feed", UriKind.Relative)))));
        await Round();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long end = Stopwatch.GetTimestamp() + ((TestScale.Long ? 600L : 0) * Stopwatch.Frequency);
        int rounds = 0;
        do
        {
            await Round();
            rounds++;
        }
        while (Stopwatch.GetTimestamp() < end);

        long after = GC.GetTotalMemory(forceFullCollection: true);
        output.WriteLine($"{rounds} rounds of 200 predictions; memory in use {before >> 10:N0} kB, then {after >> 10:N0} kB");
        Assert.InRange(after, 0, before + (32L << 20));

        // Every page that was open has been told, and is told when something changes.
        Assert.All(await Task.WhenAll(pages.Select(FirstEvent)), line => Assert.Contains("\"words\"", line, StringComparison.Ordinal));
        foreach (StreamReader page in pages)
        {
            page.Dispose();
        }

        async Task Round()
        {
            string[] heard = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            {
                HttpResponseMessage answer = await studio.Send(HttpMethod.Post, "/api/predict?model=words", new ByteArrayContent(i % 2 == 0 ? low : high));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("label").GetString()!;
            }));
            Assert.Equal(Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? Words.Low : Words.High), heard);
        }
    }

    private static async Task<string> FirstEvent(StreamReader page)
    {
        string line;
        do
        {
            line = await page.ReadLineAsync() ?? throw new InvalidOperationException("The feed ended.");
        }
        while (!line.StartsWith("data: ", StringComparison.Ordinal));
        return line;
    }
}
