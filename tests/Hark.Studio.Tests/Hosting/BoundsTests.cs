using Hark.Audio;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hark.Studio.Tests.Hosting;

/// <summary>What a page that means ill, or a broken one, cannot fill or reach.</summary>
public class BoundsTests
{
    [Fact]
    public async Task Recordings_end_at_their_number_and_what_is_refused_leaves_nothing()
    {
        await using RunningStudio studio = await RunningStudio.Start(prepare: folder =>
        {
            for (int word = 0; word < 200; word++)
            {
                Directory.CreateDirectory(Path.Combine(folder, "my-words", $"word {word}"));
            }

            for (int take = 0; take < 999; take++)
            {
                File.WriteAllText(Path.Combine(folder, "my-words", "word 7", $"other_nohash_{take}.wav"), "");
            }
        });
        string words = Path.Combine(studio.Folder, "my-words");
        Assert.Equal($"{words}: holds 200 words, the most that Studio records. Remove some, or start Studio with another --recordings.", await RunningStudio.Error(await Words.Keep(studio, Words.Said(Words.Low), "one more")));
        Assert.False(Directory.Exists(Path.Combine(words, "one more")));
        Assert.Equal(HttpStatusCode.OK, (await Words.Keep(studio, Words.Said(Words.Low), "word 7")).StatusCode);
        Assert.Equal("'word 7' has 1,000 takes, the most that Studio records. Remove some.", await RunningStudio.Error(await Words.Keep(studio, Words.Said(Words.Low), "word 7")));
        Assert.Equal(1000, Directory.GetFiles(Path.Combine(words, "word 7")).Length);
        Assert.Equal(HttpStatusCode.OK, (await Words.Keep(studio, Words.Said(Words.Low), "word 8")).StatusCode);
    }

    [Fact]
    public async Task Sent_sounds_make_room_for_newer_ones()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        var sent = new List<string>();
        for (int i = 0; i < 33; i++)
        {
            sent.Add(await Words.Send(studio, Words.Said(Words.Low)));
        }

        Assert.Equal("That sound is no longer here: open it again.", await RunningStudio.Error(await studio.Send(HttpMethod.Get, $"/api/sounds/{sent[0]}")));
        Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Get, $"/api/sounds/{sent[1]}")).StatusCode);

        // Half a minute at a rate of a million: two of them fill the memory that there is for sounds, whatever their number.
        byte[] large = new AudioClip(Enumerable.Repeat(0.5f, 30_000_000).ToArray(), 1_000_000).ToWavBytes(WavEncoding.MuLaw);
        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage answer = await studio.Send(HttpMethod.Post, "/api/sounds", new ByteArrayContent(large));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            sent.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }

        Assert.Equal(HttpStatusCode.OK, (await studio.Send(HttpMethod.Get, $"/api/sounds/{sent[32]}")).StatusCode);
        sent.Add(await SendLarge());
        Assert.Equal("That sound is no longer here: open it again.", await RunningStudio.Error(await studio.Send(HttpMethod.Get, $"/api/sounds/{sent[32]}")));

        async Task<string> SendLarge()
            => (await (await studio.Send(HttpMethod.Post, "/api/sounds", new ByteArrayContent(large))).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task Trainings_that_wait_end_at_their_number()
    {
        await using RunningStudio studio = await RunningStudio.Start(prepare: folder =>
        {
            // Of no use to the queue, so that none begins while the test counts.
            for (int run = 0; run < 50; run++)
            {
                string waiting = Directory.CreateDirectory(Path.Combine(folder, "runs", $"run-{run:00}")).FullName;
                File.WriteAllText(Path.Combine(waiting, "waiting.json"), "not yet readable");
            }
        });
        HttpResponseMessage answer = await studio.Http.PostAsJsonAsync("/api/runs", new { model = "wave-conv" });
        Assert.Equal("50 trainings wait already, the most that Studio takes. Delete some that wait, or let them end.", await RunningStudio.Error(answer));
        Assert.Equal(50, Directory.GetDirectories(Path.Combine(studio.Folder, "runs")).Length);
    }

    [Fact]
    public async Task No_name_in_a_question_leads_out_of_the_opened_folders()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        Directory.CreateDirectory(Path.Combine(studio.Folder, "secret"));
        string kept = Path.Combine(studio.Folder, "secret", "weights.safetensors");
        await File.WriteAllTextAsync(kept, "secret");
        await Words.Keep(studio, Words.Said(Words.Low), "yes");
        foreach (string name in new[] { "../secret", "/etc", "..", "yes/../../secret", "..\\secret" })
        {
            Assert.Equal($"There is no run '{name}' any more. Choose another.", await RunningStudio.Error(await studio.Http.PostAsJsonAsync("/api/runs", new { from = name })));
            Assert.Equal($"There is no run '{name}' any more. Choose another.", await RunningStudio.Error(await studio.Http.PostAsJsonAsync("/api/runs", new { teacher = name })));
            Assert.Equal($"There is no run '{name}' any more. Choose another.", await RunningStudio.Error(await studio.Send(HttpMethod.Post, $"/api/predict?model={Uri.EscapeDataString(name)}", new ByteArrayContent(Words.Said(Words.Low).ToWavBytes()))));
            Assert.Equal($"There is no run '{name}' any more. Choose another.", await RunningStudio.Error(await studio.Http.PostAsJsonAsync("/api/evaluations", new { run = name })));
            Assert.Equal("That data set is not open here. Choose another, or start Studio with --data PATH.", await RunningStudio.Error(await studio.Http.PostAsJsonAsync("/api/runs", new { data = name })));
            if (name == "..")
            {
                // The client itself would go up: SafetyTests sends such paths as they stand.
                continue;
            }

            foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Delete })
            {
                HttpResponseMessage answer = await studio.Send(method, $"/api/recordings/{Uri.EscapeDataString(name)}/weights.safetensors");
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
                answer = await studio.Send(method, $"/api/recordings/yes/{Uri.EscapeDataString(name)}");
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
            }
        }

        Assert.Equal("secret", await File.ReadAllTextAsync(kept));
        Assert.False(Directory.Exists(Path.Combine(studio.Folder, "runs")));
        Assert.Single(Directory.GetFiles(Path.Combine(studio.Folder, "my-words", "yes")));
    }
}
