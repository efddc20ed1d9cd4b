using Hark.Signal;

namespace Hark.Export;

/// <summary>
/// The short-time power spectrum in operators that every runtime has: the STFT operator is missing from many, and a plain DFT matrix of n_fft² numbers
/// would outweigh the small networks.
/// </summary>
/// <remarks>
/// A transform of N = A·B points in two steps (Cooley and Tukey 1965). With n = B·a + b and k = p + A·q:
/// X[k] = Σ over b of e^(−2πi·b·q/B) · ( Σ over a of window[n]·e^(−2πi·(a·p/A + b·p/N)) · x[n] ). The inner sum is a matrix product for each b,
/// the outer one a single product over the real and imaginary parts side by side. A prime N leaves A = 1: the plain matrix.
/// </remarks>
internal static class OnnxSpectrum
{
    /// <summary>Appends |X|² of every frame.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="waveform">[batch, samples].</param>
    /// <param name="samples">Their number.</param>
    /// <param name="options">Frames and transform.</param>
    /// <returns>[batch, frames, bins].</returns>
    public static string Power(OnnxGraph graph, string waveform, int samples, StftOptions options)
    {
        int frames = options.Frames(samples);
        int n = options.NFft;
        int a = Divisor(n);
        int b = n / a;
        int kept = ((options.Bins - 1) / a) + 1;

        string x = Frames(graph, waveform, samples, options);
        x = graph.Reshape("frames.grid", x, frames, a, b);
        x = graph.Transpose("frames.columns", x, 0, 3, 1, 2);
        x = graph.Node("MatMul", "dft.inner", [x, graph.Constant("dft.inner.matrix", [b, a, 2 * a], Inner(options, a, b))]);
        x = graph.Reshape("dft.parts", x, b, frames, 2, a);
        x = graph.Transpose("dft.turned", x, 0, 2, 4, 3, 1);
        x = graph.Reshape("dft.rows", x, frames, a, 2 * b);
        x = graph.Node("MatMul", "dft.outer", [x, graph.Constant("dft.outer.matrix", [2 * b, 2 * kept], Outer(b, kept))]);
        x = graph.Node("Mul", "dft.squares", [x, x]);
        x = graph.Reshape("dft.squares.parts", x, frames, a, 2, kept);
        x = graph.Node("ReduceSum", "dft.power", [x, graph.Numbers(3)], OnnxAttribute.Integer("keepdims", 0));
        x = graph.Transpose("dft.power.turned", x, 0, 1, 3, 2);
        x = graph.Reshape("dft.power.rows", x, frames, kept * a);
        return kept * a == options.Bins ? x : Slice(graph, "power", x, axis: 2, 0, options.Bins);
    }

    /// <summary>
    /// Overlapping frames without copying samples one by one: the signal as rows of one hop; frame t is row t, t + 1, ... side by side.
    /// </summary>
    /// <returns>[batch, frames, n_fft].</returns>
    private static string Frames(OnnxGraph graph, string waveform, int samples, StftOptions options)
    {
        int frames = options.Frames(samples);
        int hop = options.EffectiveHopSamples;
        int rowsOfFrame = (options.NFft + hop - 1) / hop;
        int rows = frames + rowsOfFrame - 1;
        int before = options.Center ? options.NFft / 2 : 0;
        string x = waveform;
        int length = samples;
        if (before > 0 && options.PadMode != PadMode.Zero)
        {
            if (options.PadMode == PadMode.Reflect && before >= samples)
            {
                throw new HarkException($"A clip of {samples} samples is too short to be mirrored by half an n_fft of {options.NFft} in ONNX: export with --input features.");
            }

            x = graph.Node("Pad", "padded", [x, graph.Numbers(0, before, 0, before)], OnnxAttribute.Text("mode", options.PadMode == PadMode.Reflect ? "reflect" : "edge"));
            length += 2 * before;
            before = 0;
        }

        // Zeros up to whole rows; a surplus is cut off, for a negative pad removes.
        x = graph.Node("Pad", "padded.rows", [x, graph.Numbers(0, before, 0, (rows * hop) - length - before)]);
        x = graph.Reshape("hops", x, rows, hop);
        if (rowsOfFrame > 1)
        {
            string[] parts = [.. Enumerable.Range(0, rowsOfFrame).Select(i => Slice(graph, "hops.part", x, axis: 1, i, i + frames))];
            x = graph.Node("Concat", "hops.joined", parts, OnnxAttribute.Integer("axis", 2));
        }

        return rowsOfFrame * hop == options.NFft ? x : Slice(graph, "frames", x, axis: 2, 0, options.NFft);
    }

    private static string Slice(OnnxGraph graph, string name, string input, int axis, int start, int end)
        => graph.Node("Slice", name, [input, graph.Numbers(start), graph.Numbers(end), graph.Numbers(axis)]);

    /// <summary>The largest divisor up to the square root: the two steps then cost least.</summary>
    private static int Divisor(int n)
    {
        int a = (int)Math.Sqrt(n);
        while (n % a != 0)
        {
            a--;
        }

        return a;
    }

    /// <summary>[b, a, (re, im) p]: the window, the transform over a, and the turn by b·p/N.</summary>
    private static float[] Inner(StftOptions options, int a, int b)
    {
        int n = options.NFft;
        int win = options.EffectiveWinSamples;
        var window = new double[n];
        Windows.Periodic(options.Window, win).CopyTo(window, (n - win) / 2);
        var matrix = new float[b * a * 2 * a];
        for (int column = 0; column < b; column++)
        {
            for (int row = 0; row < a; row++)
            {
                double weight = window[(b * row) + column];
                int at = ((column * a) + row) * 2 * a;
                for (int p = 0; p < a; p++)
                {
                    // a·p/A + b·p/N = (B·a + b)·p/N, reduced to one turn so that the angle stays exact.
                    double angle = 2 * Math.PI * ((long)((b * row) + column) * p % n) / n;
                    matrix[at + p] = (float)(weight * Math.Cos(angle));
                    matrix[at + a + p] = (float)(-weight * Math.Sin(angle));
                }
            }
        }

        return matrix;
    }

    /// <summary>[(re, im) b, (re, im) q]: the transform over b of complex numbers.</summary>
    private static float[] Outer(int b, int kept)
    {
        var matrix = new float[2 * b * 2 * kept];
        for (int row = 0; row < b; row++)
        {
            for (int q = 0; q < kept; q++)
            {
                double angle = 2 * Math.PI * ((long)row * q % b) / b;
                float cosine = (float)Math.Cos(angle);
                float sine = (float)Math.Sin(angle);
                matrix[(row * 2 * kept) + q] = cosine;
                matrix[(row * 2 * kept) + kept + q] = -sine;
                matrix[((b + row) * 2 * kept) + q] = sine;
                matrix[((b + row) * 2 * kept) + kept + q] = cosine;
            }
        }

        return matrix;
    }
}
