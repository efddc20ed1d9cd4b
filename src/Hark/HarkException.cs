namespace Hark;

/// <summary>
/// Something outside the program is not as it must be: a file, an option, a folder. The message is one clear line for a
/// person: what is wrong, where, what was expected, and what to do. The command line prints it and exits with 1.
/// </summary>
public sealed class HarkException : Exception
{
    public HarkException(string message) : base(message) { }

    public HarkException(string message, Exception inner) : base(message, inner) { }
}
