namespace Hark.Cli;

/// <summary>
/// The outline of a sound of any length in fixed memory: the lowest and highest sample of equal pieces, whose length doubles whenever there are too
/// many.
/// </summary>
internal sealed class Envelope
{
    private const int MostPieces = 1600;
    private readonly float[] _low = new float[MostPieces];
    private readonly float[] _high = new float[MostPieces];
    private long _frames;
    private long _framesAPiece = 1;

    /// <summary>Pieces with sound in them; the last may be shorter.</summary>
    public int Pieces => (int)((_frames + _framesAPiece - 1) / _framesAPiece);

    public ReadOnlySpan<float> Low => _low.AsSpan(0, Pieces);

    public ReadOnlySpan<float> High => _high.AsSpan(0, Pieces);

    /// <summary>Frames that the pieces stand for, the rest of the last included.</summary>
    public long Frames => Pieces * _framesAPiece;

    /// <summary>Takes the next [frames × channels] samples.</summary>
    public void Add(ReadOnlySpan<float> samples, int channels)
    {
        for (; !samples.IsEmpty; samples = samples[channels..])
        {
            if (_frames == MostPieces * _framesAPiece)
            {
                Halve();
            }

            int piece = (int)(_frames / _framesAPiece);
            bool first = _frames % _framesAPiece == 0;
            foreach (float sample in samples[..channels])
            {
                _low[piece] = first ? sample : Math.Min(_low[piece], sample);
                _high[piece] = first ? sample : Math.Max(_high[piece], sample);
                first = false;
            }

            _frames++;
        }
    }

    private void Halve()
    {
        for (int i = 0; i < MostPieces / 2; i++)
        {
            _low[i] = Math.Min(_low[2 * i], _low[(2 * i) + 1]);
            _high[i] = Math.Max(_high[2 * i], _high[(2 * i) + 1]);
        }

        _framesAPiece *= 2;
    }
}
