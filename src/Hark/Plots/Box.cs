namespace Hark.Plots;

/// <summary>A rectangle on the canvas, in pixels, y downwards.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    /// <summary>This box less its margins.</summary>
    public Box Inside(double left, double top, double right, double bottom)
        => new(X + left, Y + top, Math.Max(1, Width - left - right), Math.Max(1, Height - top - bottom));
}
