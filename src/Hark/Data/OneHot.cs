namespace Hark.Data;

/// <summary>Class indices as rows of zeros with a single one, as categorical cross-entropy compares them.</summary>
public static class OneHot
{
    /// <summary>[n] indices to [n, <paramref name="classes"/>] floats.</summary>
    public static float[] Encode(ReadOnlySpan<int> indices, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        var rows = new float[checked(indices.Length * classes)];
        Encode(indices, classes, rows);
        return rows;
    }

    /// <summary>[n] indices to [n, <paramref name="classes"/>] floats.</summary>
    /// <param name="indices">Each 0 ≤ index &lt; <paramref name="classes"/>.</param>
    /// <param name="classes">Length of a row.</param>
    /// <param name="destination">[n · classes], overwritten.</param>
    public static void Encode(ReadOnlySpan<int> indices, int classes, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, checked(indices.Length * classes));
        destination.Clear();
        for (int i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], classes, nameof(indices));
            destination[(i * classes) + indices[i]] = 1;
        }
    }
}
