using System.Runtime.InteropServices;

namespace Hark.Data;

/// <summary>A complex number of two 32-bit floats, as NumPy's complex64 stores it.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ComplexSingle(float Real, float Imaginary);
