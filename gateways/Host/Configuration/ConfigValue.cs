namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>One value that was given and is valid, with the place it came from.</summary>
/// <param name="Number">A number in the stored unit of its key; 0 or 1 of a flag.</param>
/// <param name="Text">A text, or the list's items joined by commas.</param>
/// <param name="Line">0 = not from the file.</param>
/// <param name="IsLiteral">Written out in the file, not taken from the environment.</param>
public sealed record ConfigValue(long Number, string Text, string Source, int Line, int Column, bool IsLiteral);
