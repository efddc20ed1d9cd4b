namespace Hark.Signal;

/// <summary>The shape that fades a frame in and out before its spectrum is taken.</summary>
public enum Window
{
    /// <summary>0.5 − 0.5·cos: the usual choice.</summary>
    Hann,

    /// <summary>0.54 − 0.46·cos: lower first side lobe, does not reach zero.</summary>
    Hamming,

    /// <summary>0.42 − 0.5·cos + 0.08·cos 2: wider peak, far lower side lobes.</summary>
    Blackman,

    /// <summary>All ones: narrowest peak, highest leakage.</summary>
    Rectangular,
}
