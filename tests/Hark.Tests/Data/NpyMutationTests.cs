using Hark.Data;

namespace Hark.Tests.Data;

/// <summary>Files with bytes changed, lost, doubled or put in by chance: an array or a clear message, never anything else.</summary>
public sealed class NpyMutationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_arrays_give_an_array_or_a_clear_message()
    {
        byte[][] seeds =
        [
            File.ReadAllBytes(NumpyOracle.Golden("version1.npy")),
            File.ReadAllBytes(NumpyOracle.Golden("version3.npy")),
            NpyBytes.Make("{'descr': '<U3', 'fortran_order': True, 'shape': (2, 2), }", new byte[48], version: 2),
            NpyBytes.Make("{'descr': '|b1', 'fortran_order': False, 'shape': (), }", new byte[1]),
        ];
        (int read, int refused) = Count(seeds, TestScale.Count(1_500, 30_000), "mutated.npy", path => Npy.Load(path));
        Assert.True(read > 20 && refused > 200, $"{read} read, {refused} refused: the mutations do not reach both sides");
    }

    [Fact]
    public void Mutated_archives_give_arrays_or_a_clear_message()
    {
        byte[][] seeds = [File.ReadAllBytes(NumpyOracle.Golden("zip64.npz")), Small(compress: true), Small(compress: false)];
        (int read, int refused) = Count(seeds, TestScale.Count(1_500, 30_000), "mutated.npz", path =>
        {
            using NpzArchive archive = Npz.Open(path);
            foreach (string name in archive.Names)
            {
                Assert.NotNull(archive[name].Values);
            }
        });
        Assert.True(read > 20 && refused > 200, $"{read} read, {refused} refused: the mutations do not reach both sides");
    }

    /// <summary>One to four random changes of <paramref name="file"/>; structure-sized numbers are favoured.</summary>
    internal static byte[] Mutate(byte[] file, ref SeededRandom random)
    {
        List<byte> bytes = [.. file];
        for (int change = random.NextInt32(4); change >= 0 && bytes.Count > 0; change--)
        {
            int at = random.NextInt32(bytes.Count);
            switch (random.NextInt32(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 1:
                    bytes[at] = (byte)(random.NextInt32(2) == 0 ? 0xFF : 0);
                    break;
                case 2:
                    bytes[at] = (byte)random.NextInt32(256);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.NextInt32(8)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.NextInt32(8))));
                    break;
                default:
                    for (int i = 0; i < 4 && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = 0xFF;
                    }

                    break;
            }
        }

        return random.NextInt32(20) == 0 ? [.. bytes.Take(random.NextInt32(bytes.Count + 1))] : [.. bytes];
    }

    private (int Read, int Refused) Count(byte[][] seeds, int count, string name, Action<string> read)
    {
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            var random = new SeededRandom(2026, i);
            byte[] mutated = Mutate(seeds[i % seeds.Length], ref random);
            string path = _folder.Write(name, mutated);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(path);
            }
            catch (HarkException error)
            {
                refused++;
                Assert.DoesNotContain('\n', error.Message);
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"mutation {i}: {error}");
            }

            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < 2 << 20, $"mutation {i} of {mutated.Length} bytes took {taken} bytes of memory");
        }

        return (count - refused, refused);
    }

    private byte[] Small(bool compress)
    {
        (string, NpyArray)[] arrays = [("wav_vals", NpyArray.From<short>([1, 2, 3, 4, 5, 6], 2, 3)), ("label_vals", NpyArray.FromStrings(["예", "stop"], 2, 1))];
        Action<string, IReadOnlyList<(string, NpyArray)>> save = compress ? Npz.SaveCompressed : Npz.Save;
        save(_folder["small.npz"], arrays);
        return File.ReadAllBytes(_folder["small.npz"]);
    }
}
