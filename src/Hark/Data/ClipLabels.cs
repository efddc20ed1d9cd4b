namespace Hark.Data;

/// <summary>The label of each row of a wave array, checked.</summary>
internal static class ClipLabels
{
    /// <exception cref="HarkException">The arrays do not fit each other, or a clip has no label.</exception>
    public static string[] Of(NpyArray waves, NpyArray labels)
    {
        if (waves.Shape.Count is not (2 or 3) || (waves.Shape.Count == 3 && waves.Shape[2] != 1))
        {
            throw new HarkException($"{waves.Name}: has shape {Shape(waves)}; expected [clips, samples], one row a clip.");
        }

        if (waves.Rows == 0 || waves.RowLength == 0)
        {
            throw new HarkException($"{waves.Name}: has shape {Shape(waves)}: no sound. Expected at least one clip of at least one sample.");
        }

        if (labels.Length != labels.Rows)
        {
            throw new HarkException($"{labels.Name}: has shape {Shape(labels)}; expected one label a clip: [{waves.Rows}] or [{waves.Rows}, 1].");
        }

        if (labels.Rows != waves.Rows)
        {
            throw new HarkException($"{labels.Name}: has {labels.Rows} labels for {waves.Rows} clips; expected one a clip, in the same order.");
        }

        string[] names = Names(labels);
        int empty = Array.FindIndex(names, string.IsNullOrWhiteSpace);
        return empty < 0 ? names : throw new HarkException($"{labels.Name}: clip {empty} has an empty label; expected a name. Label it or leave the clip out.");
    }

    private static string[] Names(NpyArray labels)
    {
        if (labels.Type is NpyType.Unicode or NpyType.Bytes)
        {
            return Array.ConvertAll(labels.ToStrings(), Hangul.Compose);
        }

        return labels.Type is NpyType.Int8 or NpyType.UInt8 or NpyType.Int16 or NpyType.UInt16
            or NpyType.Int32 or NpyType.UInt32 or NpyType.Int64 or NpyType.UInt64
            ? Array.ConvertAll(labels.ToDoubles(), number => $"{number:0}")
            : throw new HarkException($"{labels.Name}: holds {labels.DType}; expected text or whole numbers as labels.");
    }

    private static string Shape(NpyArray array) => $"[{string.Join(", ", array.Shape)}]";
}
