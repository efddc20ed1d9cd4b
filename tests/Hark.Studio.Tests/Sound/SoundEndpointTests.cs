using Hark.Audio;
using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Hark.Studio.Tests.Sound;

public class SoundEndpointTests
{
    [Fact]
    public async Task The_lab_gives_the_librarys_numbers()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        (JsonElement info, Dictionary<string, float[]> arrays) = await Lab(studio, new { partials = new[] { new { frequencyHz = 7000, amplitude = 0.5 } }, sampleRate = 8000, bits = 4, stft = new { nFft = 258, hopSamples = 64 } });
        JsonElement heard = info.GetProperty("partials")[0];
        Assert.Equal((1000, true), (heard.GetProperty("heardHz").GetDouble(), heard.GetProperty("aliased").GetBoolean()));
        AudioClip sampled = new ComplexWave(new Partial(7000, 0.5)).ToClip(8000, 1);
        Assert.Equal(sampled.Samples.ToArray(), arrays["samples"]);
        Quantization quantized = new Quantizer(4).Apply(sampled);
        Assert.Equal(quantized.Clip.Samples.ToArray(), arrays["quantized"]);
        Assert.Equal(quantized.MeasuredSnrDb, info.GetProperty("quantization").GetProperty("measuredSnrDb").GetDouble());
        Assert.Equal((130, 126), (info.GetProperty("spectrogram").GetProperty("bins").GetInt32(), info.GetProperty("spectrogram").GetProperty("frames").GetInt32()));
        Assert.Equal(130 * 126, arrays["decibels"].Length);
        Assert.Equal(1000, Array.IndexOf(arrays["magnitude"], arrays["magnitude"].Max()));
        Assert.Equal(48_000, arrays["playback"].Length);
    }

    [Fact]
    public async Task Settings_out_of_range_are_all_named_at_once()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        HttpResponseMessage answer = await studio.Http.PostAsJsonAsync("/api/sound/lab", new { partials = new[] { new { frequencyHz = 440, amplitude = 2 } }, sampleRate = 10, bits = 40, seconds = 100 });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("The sound cannot be made: an amplitude outside 0 to 1; 100 s, expected 0.05 to 4; sample rate 10 Hz, expected 200 to 48000; 40 bits, expected 1 to 24.", await RunningStudio.Error(answer));
        answer = await studio.Http.PostAsJsonAsync("/api/sound/lab", new { partials = new[] { new { frequencyHz = 440 } }, stft = new { nFft = 4096, hopSamples = 1 } });
        Assert.Equal("The spectrogram would have 16,001 frames of 2,049 bins, more than a screen can show. Take a larger hop, a smaller n_fft or a shorter sound.", await RunningStudio.Error(answer));
    }

    [Fact]
    public async Task A_sound_that_was_sent_can_be_seen()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        AudioClip clip = new ComplexWave(new Partial(440, 0.5)).ToClip(8000, 0.5);
        HttpResponseMessage sent = await studio.Send(HttpMethod.Post, "/api/sounds", new ByteArrayContent(clip.ToWavBytes(WavEncoding.Float32)));
        string id = (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        (JsonElement info, Dictionary<string, float[]> arrays) = Read(await studio.Http.GetByteArrayAsync(new Uri($"/api/sounds/{id}?nFft=256&hopSamples=128&window=hamming", UriKind.Relative)));
        Assert.Equal(clip.Samples.ToArray(), arrays["samples"]);
        Assert.Equal(129, info.GetProperty("spectrogram").GetProperty("bins").GetInt32());
        Assert.Equal("That sound is no longer here: open it again.", await RunningStudio.Error(await studio.Send(HttpMethod.Get, "/api/sounds/other")));
    }

    [Theory]
    [InlineData("", "The recording is empty: no sound arrived. Record again, or choose another file.")]
    [InlineData("this is no sound", "the uploaded file: ")]
    public async Task What_is_no_sound_is_told(string text, string message)
    {
        await using RunningStudio studio = await RunningStudio.Start();
        HttpResponseMessage answer = await studio.Send(HttpMethod.Post, "/api/sounds", new StringContent(text));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(message, await RunningStudio.Error(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sounds_without_samples_and_hours_of_sound_are_refused()
    {
        await using RunningStudio studio = await RunningStudio.Start();
        byte[] header = new AudioClip([0f], 16000).ToWavBytes()[..44];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 36);
        Assert.Equal(HttpStatusCode.BadRequest, (await studio.Send(HttpMethod.Post, "/api/sounds", new ByteArrayContent(header))).StatusCode);
        byte[] minutes = new AudioClip(new float[8000 * 61], 8000).ToWavBytes(WavEncoding.Pcm8);
        Assert.Equal("The sound lasts 61 s; Studio takes up to 60 s. Cut it first.", await RunningStudio.Error(await studio.Send(HttpMethod.Post, "/api/sounds", new ByteArrayContent(minutes))));
    }

    private static async Task<(JsonElement Info, Dictionary<string, float[]> Arrays)> Lab(RunningStudio studio, object spec)
        => Read(await (await studio.Http.PostAsJsonAsync("/api/sound/lab", spec)).EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());

    private static (JsonElement Info, Dictionary<string, float[]> Arrays) Read(byte[] body)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(body);
        JsonElement header = JsonDocument.Parse(body.AsMemory(4, length)).RootElement;
        var arrays = new Dictionary<string, float[]>(StringComparer.Ordinal);
        int at = 4 + length;
        foreach (JsonElement array in header.GetProperty("arrays").EnumerateArray())
        {
            int bytes = 4 * array.GetProperty("length").GetInt32();
            arrays.Add(array.GetProperty("name").GetString()!, MemoryMarshal.Cast<byte, float>(body.AsSpan(at, bytes)).ToArray());
            at += bytes;
        }

        Assert.Equal(body.Length, at);
        return (header.GetProperty("info"), arrays);
    }
}
