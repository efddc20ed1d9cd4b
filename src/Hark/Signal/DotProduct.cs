using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hark.Signal;

/// <summary>Σ a[i]·b[i] of spans whose length is a multiple of 16. The order of adding depends on the length alone.</summary>
internal static class DotProduct
{
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        System.Diagnostics.Debug.Assert(a.Length == b.Length && a.Length % 16 == 0, "whole vectors");
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        nuint length = (nuint)a.Length;
        if (Vector512.IsHardwareAccelerated)
        {
            // Two sums: an addition need not wait for the one before it.
            var even = Vector512<float>.Zero;
            var odd = Vector512<float>.Zero;
            nuint i = 0;
            for (; i + 32 <= length; i += 32)
            {
                even = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, i), Vector512.LoadUnsafe(ref y, i), even);
                odd = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, i + 16), Vector512.LoadUnsafe(ref y, i + 16), odd);
            }

            if (i < length)
            {
                even = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, i), Vector512.LoadUnsafe(ref y, i), even);
            }

            return Vector512.Sum(even + odd);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            var low = Vector256<float>.Zero;
            var high = Vector256<float>.Zero;
            for (nuint i = 0; i < length; i += 16)
            {
                low = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref y, i), low);
                high = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, i + 8), Vector256.LoadUnsafe(ref y, i + 8), high);
            }

            return Vector256.Sum(low + high);
        }

        var first = Vector128<float>.Zero;
        var second = Vector128<float>.Zero;
        for (nuint i = 0; i < length; i += 8)
        {
            first = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref x, i), Vector128.LoadUnsafe(ref y, i), first);
            second = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref x, i + 4), Vector128.LoadUnsafe(ref y, i + 4), second);
        }

        return Vector128.Sum(first + second);
    }
}
