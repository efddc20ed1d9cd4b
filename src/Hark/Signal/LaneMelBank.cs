using System.Runtime.CompilerServices;

namespace Hark.Signal;

/// <summary>A mel filter bank applied to the spectra of several frames at once; only weights that are not 0 are visited.</summary>
internal sealed unsafe class LaneMelBank<TLanes, TVector>
    where TLanes : struct, ILanes<TVector, float>
    where TVector : struct
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;

    public LaneMelBank(MelFilterBank bank)
    {
        Bank = bank;
        _first = new int[bank.Bands];
        _count = new int[bank.Bands];
        var weights = new List<float>();
        for (int band = 0; band < bank.Bands; band++)
        {
            (_first[band], _count[band]) = bank.Extent(band);
            weights.AddRange(bank.Weights.Slice((band * bank.Bins) + _first[band], _count[band]));
        }

        _weights = [.. weights];
    }

    public MelFilterBank Bank { get; }

    /// <summary>Σ weight[band, bin]·spectra[bin].</summary>
    /// <param name="spectra">[bins, lanes].</param>
    /// <param name="destination">[bands, lanes], overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float* spectra, float* destination)
    {
        int lanes = TLanes.Count;
        fixed (float* weights = _weights)
        {
            float* weight = weights;
            for (int band = 0; band < _first.Length; band++)
            {
                // Two sums side by side: one alone would wait for itself.
                TVector even = TLanes.Broadcast(0), odd = even;
                float* bin = spectra + (_first[band] * lanes);
                float* end = weight + _count[band];
                for (; weight + 2 <= end; weight += 2, bin += 2 * lanes)
                {
                    even = TLanes.MultiplyAdd(TLanes.Load(bin), TLanes.Broadcast(weight[0]), even);
                    odd = TLanes.MultiplyAdd(TLanes.Load(bin + lanes), TLanes.Broadcast(weight[1]), odd);
                }

                if (weight < end)
                {
                    even = TLanes.MultiplyAdd(TLanes.Load(bin), TLanes.Broadcast(*weight++), even);
                }

                TLanes.Store(TLanes.Add(even, odd), destination + (band * lanes));
            }
        }
    }
}
