namespace Hark.Signal;

/// <summary>
/// Triangles that gather the bins of a spectrum into bands of equal width in mel, as the ear does: band i rises from edge i to edge
/// i + 1 and falls to edge i + 2, the edges evenly spaced in mel from fmin to fmax. librosa's filters.mel.
/// </summary>
public sealed class MelFilterBank
{
    private readonly float[] _weights;
    private readonly double[] _edgesHz;
    private readonly int[] _firstBins;
    private readonly int[] _binCounts;

    /// <param name="sampleRate">Of the sound, Hz.</param>
    /// <param name="nFft">Points of the transform.</param>
    /// <param name="options">Null takes librosa's defaults.</param>
    /// <exception cref="HarkException">An option is wrong; fmax above the Nyquist frequency among others.</exception>
    public MelFilterBank(int sampleRate, int nFft, MelOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nFft, 1);
        Options = options ?? new MelOptions();
        Options.Validate(sampleRate);
        Bands = Options.Bands;
        Bins = (nFft / 2) + 1;
        _edgesHz = Edges(Options, sampleRate);
        _weights = new float[checked(Bands * Bins)];
        _firstBins = new int[Bands];
        _binCounts = new int[Bands];
        var empty = new List<int>();
        for (int band = 0; band < Bands; band++)
        {
            double left = _edgesHz[band];
            double middle = _edgesHz[band + 1];
            double right = _edgesHz[band + 2];
            double scale = Options.Norm == MelNorm.Slaney ? 2 / (right - left) : 1;
            for (int bin = 0; bin < Bins; bin++)
            {
                double hertz = (double)bin * sampleRate / nFft;
                double height = Math.Min((hertz - left) / (middle - left), (right - hertz) / (right - middle));
                if (height > 0)
                {
                    _weights[(band * Bins) + bin] = (float)(height * scale);
                    _firstBins[band] = _binCounts[band] == 0 ? bin : _firstBins[band];
                    _binCounts[band] = bin - _firstBins[band] + 1;
                }
            }

            if (_binCounts[band] == 0)
            {
                empty.Add(band);
            }
        }

        EmptyBands = empty;
    }

    public MelOptions Options { get; }

    public int Bands { get; }

    /// <summary>nFft/2 + 1.</summary>
    public int Bins { get; }

    /// <summary>[bands, bins], row by row.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Bands that hold no bin at all and so are always 0: too many bands for this nFft.</summary>
    public IReadOnlyList<int> EmptyBands { get; }

    /// <summary>One line for the user where bands are empty, else null.</summary>
    public string? Warning => EmptyBands.Count == 0
        ? null
        : $"{EmptyBands.Count} of {Bands} mel bands hold no bin of the spectrum and stay 0 (the first is band {EmptyBands[0]}, around {BandHz(EmptyBands[0]):F0} Hz): take fewer bands, a larger n_fft or a higher fmin.";

    /// <summary>Where the triangle of a band peaks, Hz.</summary>
    public double BandHz(int band)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)band, (uint)Bands, nameof(band));
        return _edgesHz[band + 1];
    }

    /// <summary>First bin of a band that is not 0, and how many there are from it.</summary>
    internal (int First, int Count) Extent(int band) => (_firstBins[band], _binCounts[band]);

    /// <summary>Peaks of all bands, Hz.</summary>
    internal double[] BandsHz() => _edgesHz[1..^1];

    private static double[] Edges(MelOptions options, int sampleRate)
    {
        double low = Mel.FromHz(options.MinimumHz, options.Scale);
        double high = Mel.FromHz(options.MaximumHz ?? (sampleRate / 2.0), options.Scale);
        var edges = new double[options.Bands + 2];
        for (int i = 0; i < edges.Length; i++)
        {
            edges[i] = Mel.ToHz(low + ((high - low) * i / (edges.Length - 1)), options.Scale);
        }

        return edges;
    }
}
