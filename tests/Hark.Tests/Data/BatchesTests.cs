using Hark.Data;

namespace Hark.Tests.Data;

public class BatchesTests
{
    [Fact]
    public void Without_shuffle_the_clips_come_in_order_and_the_last_smaller_batch_is_kept()
    {
        Batches batches = new CountingClips(10).Batch(4);

        Assert.Equal(3, batches.StepsPerEpoch);
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]], Indices(batches, 0));
    }

    [Fact]
    public void A_batch_carries_the_waves_labels_and_positions_of_its_clips()
    {
        var batches = new CountingClips(10).Shuffle(seed: 3).Batch(4);
        foreach (Batch batch in batches.Epoch(5))
        {
            Assert.Equal(batch.Count * CountingClips.Length, batch.Inputs.Length);
            for (int i = 0; i < batch.Count; i++)
            {
                Assert.Equal(CountingClips.Wave(5, batch.Indices[i]), batch.Example(i).ToArray());
                Assert.Equal(batch.Indices[i] % 3, batch.LabelIndices[i]);
            }
        }
    }

    [Fact]
    public void Each_epoch_has_each_clip_once_in_an_order_of_its_own()
    {
        Batches batches = new CountingClips(100).Shuffle(seed: 7).Batch(32);
        int[] first = [.. Indices(batches, 0).SelectMany(x => x)], second = [.. Indices(batches, 1).SelectMany(x => x)];

        Assert.Equal(Enumerable.Range(0, 100), first.Order());
        Assert.Equal(Enumerable.Range(0, 100), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Indices(batches, 0).SelectMany(x => x));
        Assert.NotEqual(first, Indices(new CountingClips(100).Shuffle(seed: 8).Batch(32), 0).SelectMany(x => x));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 4)]
    public void Prefetch_changes_neither_order_nor_content(int ahead, int threads)
    {
        ClipPipeline pipeline = new CountingClips(50).Shuffle(seed: 7).Map(2, (wave, output) => (output[0], output[1]) = (wave[0] * 2, wave[1] * 3));
        Assert.Equal(Contents(pipeline.Batch(8), 2), Contents(pipeline.Batch(8).Prefetch(ahead, threads), 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_epoch_can_start_at_any_step(bool prefetch)
    {
        Batches batches = new CountingClips(50).Shuffle(seed: 7).Batch(8);
        batches = prefetch ? batches.Prefetch(2) : batches;
        int[][] whole = Indices(batches, 4);
        for (int step = 0; step <= batches.StepsPerEpoch; step++)
        {
            Assert.Equal(whole[step..], Indices(batches, 4, step));
        }
    }

    [Fact]
    public void Repeat_goes_over_the_clips_again_in_a_new_order_and_as_a_new_pass()
    {
        Batches batches = new CountingClips(5).Shuffle(seed: 7).Repeat(3).Batch(4);
        int[] epoch = [.. Indices(batches, 0).SelectMany(x => x)];

        Assert.Equal(15, batches.Count);
        Assert.Equal(4, batches.StepsPerEpoch);
        Assert.All(epoch.Chunk(5), pass => Assert.Equal([0, 1, 2, 3, 4], pass.Order()));

        // Epoch 1 of three passes goes on where three epochs of one pass would be.
        int[] single = [.. Indices(new CountingClips(5).Shuffle(seed: 7).Batch(5), 3).SelectMany(x => x)];
        Assert.Equal(single, Indices(batches, 1).SelectMany(x => x).Take(5));
    }

    [Fact]
    public void Maps_are_chained_and_told_which_example_they_get()
    {
        var keys = new List<ExampleKey>();
        Batches batches = new CountingClips(3)
            .Map(1, (wave, sum) => sum[0] = wave[0] + wave[1])
            .Map(2, (key, sum, output) =>
            {
                keys.Add(key);
                output.Fill(sum[0]);
            })
            .Batch(2);

        float[] values = [.. Contents(batches, 6).SelectMany(x => x)];
        Assert.Equal(2, batches.ExampleLength);
        Assert.Equal([.. Enumerable.Range(0, 3).SelectMany(i => Enumerable.Repeat(CountingClips.Wave(6, i)[..2].Sum(), 2))], values);
        Assert.Equal([new ExampleKey(6, 0, 0), new ExampleKey(6, 1, 1), new ExampleKey(6, 2, 2)], keys);
    }

    [Fact]
    public void Changes_stand_before_between_and_after_maps_or_alone()
    {
        static ExampleChange Add(float number) => (_, values) =>
        {
            foreach (ref float value in values)
            {
                value += number;
            }
        };
        float[] wave = CountingClips.Wave(0, 0);
        ClipPipeline alone = new CountingClips(1).Repeat(1).Change(Add(5));
        Assert.Equal(wave.Select(x => x + 5), alone.Batch(1).Epoch(0).Single().Example(0).ToArray());
        ClipPipeline mixed = alone
            .Map(2, (input, output) => (output[0], output[1]) = (2 * input[0], 2 * input[1]))
            .Change(Add(100))
            .Map(1, (input, output) => output[0] = input[0] * 10)
            .Change(Add(1));
        Assert.Equal([(((wave[0] + 5) * 2) + 100) * 10 + 1], mixed.Batch(1).Epoch(0).Single().Example(0).ToArray());
    }

    [Fact]
    public void Each_thread_gets_a_map_of_its_own()
    {
        int made = 0;
        Batches batches = new CountingClips(40).MapPerThread(1, () =>
        {
            int number = Interlocked.Increment(ref made);
            return (_, output) => output[0] = number;
        }).Batch(4);

        Assert.All(Contents(batches, 0), batch => Assert.All(batch, value => Assert.Equal(1, value)));
        Assert.Equal(10, Contents(batches.Prefetch(4, threads: 3), 0).Length);
        Assert.InRange(made, 2, 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_fault_in_a_clip_comes_out_as_it_was_at_its_batch(int ahead)
    {
        Batches batches = new CountingClips(40) { BrokenIndex = 21 }.Batch(4);
        batches = ahead == 0 ? batches : batches.Prefetch(ahead, ahead);
        int seen = 0;
        var error = Assert.Throws<HarkException>(() =>
        {
            foreach (Batch _ in batches.Epoch(0))
            {
                seen++;
            }
        });

        Assert.Equal("clip 21 is broken", error.Message);
        Assert.Equal(5, seen);
    }

    [Fact]
    public void Leaving_an_epoch_early_stops_its_threads()
    {
        var source = new CountingClips(1000);
        foreach (Batch batch in source.Batch(4).Prefetch(3, threads: 2).Epoch(0))
        {
            if (batch.Step == 2)
            {
                break;
            }
        }

        // Leaving waits for the threads: whatever was read is read, and at most the three finished batches were made ahead.
        int reads = source.Reads;
        Assert.InRange(reads, 12, (3 + 3) * 4);
    }

    [Fact]
    public void An_epoch_may_be_left_anywhere_or_fail_anywhere()
    {
        var random = new SeededRandom(5);
        int rounds = TestScale.Long ? 5000 : 300;
        for (int round = 0; round < rounds; round++)
        {
            int leaveAt = random.NextInt32(26);
            var source = new CountingClips(50) { BrokenIndex = random.NextInt32(100) };
            Batches batches = source.Shuffle(round).Batch(2).Prefetch(1 + random.NextInt32(4), 1 + random.NextInt32(3));
            int steps = 0;
            try
            {
                foreach (Batch batch in batches.Epoch(round))
                {
                    Assert.Equal(steps++, batch.Step);
                    if (batch.Step == leaveAt)
                    {
                        break;
                    }
                }

                Assert.Equal(Math.Min(leaveAt + 1, 25), steps);
            }
            catch (HarkException)
            {
                Assert.InRange(source.BrokenIndex, 0, 49);
            }
        }
    }

    [Fact]
    public void An_empty_source_has_no_batches()
    {
        Assert.Empty(new CountingClips(0).Batch(4).Epoch(0));
        Assert.Empty(new CountingClips(0).Shuffle(1).Batch(4).Prefetch(2).Epoch(0));
    }

    private static int[][] Indices(Batches batches, int epoch, int firstStep = 0)
        => [.. batches.Epoch(epoch, firstStep).Select(batch => batch.Indices.ToArray())];

    private static float[][] Contents(Batches batches, int epoch) => [.. batches.Epoch(epoch).Select(batch => batch.Inputs.ToArray())];
}
