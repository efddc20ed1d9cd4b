using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hark.Signal;

/// <summary>Natural logarithm of positive normal floats, lane by lane; error below 2 units in the last place.</summary>
/// <remarks>
/// x = m·2^e with m in √½..√2, t = m − 1: ln x = t − t²/2 + t³·P(t) + e·ln 2. P is the degree-7 fit of least largest error
/// (6e−9 relative to ln m), ln 2 stands in two parts so that e times the first is exact.
/// Zero, negative numbers and NaN are the caller's to keep out.
/// </remarks>
internal static class FloatLog
{
    private const int RootHalfBits = 0x3f3504f3;
    private const int MantissaBits = 23;
    private const float Ln2High = 0.693145752f;
    private const float Ln2Low = 1.42860677e-6f;
    private const float P0 = 0.333333317f;
    private const float P1 = -0.250008211f;
    private const float P2 = 0.200012267f;
    private const float P3 = -0.166233564f;
    private const float P4 = 0.142017626f;
    private const float P5 = -0.131601955f;
    private const float P6 = 0.127615497f;
    private const float P7 = -0.0763442778f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> x)
    {
        Vector128<int> bits = x.AsInt32();
        Vector128<int> exponent = (bits - Vector128.Create(RootHalfBits)) >> MantissaBits;
        Vector128<float> t = (bits - (exponent << MantissaBits)).AsSingle() - Vector128.Create(1f);
        Vector128<float> e = Vector128.ConvertToSingle(exponent);
        Vector128<float> square = t * t;
        Vector128<float> p = Vector128.MultiplyAddEstimate(Vector128.Create(P7), t, Vector128.Create(P6));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(P5));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(P4));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(P3));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(P2));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(P1));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(P0));
        p = Vector128.MultiplyAddEstimate(p * square, t, e * Vector128.Create(Ln2Low));
        p = Vector128.MultiplyAddEstimate(square, Vector128.Create(-0.5f), p);
        return Vector128.MultiplyAddEstimate(e, Vector128.Create(Ln2High), p + t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        Vector256<int> bits = x.AsInt32();
        Vector256<int> exponent = (bits - Vector256.Create(RootHalfBits)) >> MantissaBits;
        Vector256<float> t = (bits - (exponent << MantissaBits)).AsSingle() - Vector256.Create(1f);
        Vector256<float> e = Vector256.ConvertToSingle(exponent);
        Vector256<float> square = t * t;
        Vector256<float> p = Vector256.MultiplyAddEstimate(Vector256.Create(P7), t, Vector256.Create(P6));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(P5));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(P4));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(P3));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(P2));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(P1));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(P0));
        p = Vector256.MultiplyAddEstimate(p * square, t, e * Vector256.Create(Ln2Low));
        p = Vector256.MultiplyAddEstimate(square, Vector256.Create(-0.5f), p);
        return Vector256.MultiplyAddEstimate(e, Vector256.Create(Ln2High), p + t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<int> bits = x.AsInt32();
        Vector512<int> exponent = (bits - Vector512.Create(RootHalfBits)) >> MantissaBits;
        Vector512<float> t = (bits - (exponent << MantissaBits)).AsSingle() - Vector512.Create(1f);
        Vector512<float> e = Vector512.ConvertToSingle(exponent);
        Vector512<float> square = t * t;
        Vector512<float> p = Vector512.MultiplyAddEstimate(Vector512.Create(P7), t, Vector512.Create(P6));
        p = Vector512.MultiplyAddEstimate(p, t, Vector512.Create(P5));
        p = Vector512.MultiplyAddEstimate(p, t, Vector512.Create(P4));
        p = Vector512.MultiplyAddEstimate(p, t, Vector512.Create(P3));
        p = Vector512.MultiplyAddEstimate(p, t, Vector512.Create(P2));
        p = Vector512.MultiplyAddEstimate(p, t, Vector512.Create(P1));
        p = Vector512.MultiplyAddEstimate(p, t, Vector512.Create(P0));
        p = Vector512.MultiplyAddEstimate(p * square, t, e * Vector512.Create(Ln2Low));
        p = Vector512.MultiplyAddEstimate(square, Vector512.Create(-0.5f), p);
        return Vector512.MultiplyAddEstimate(e, Vector512.Create(Ln2High), p + t);
    }
}
