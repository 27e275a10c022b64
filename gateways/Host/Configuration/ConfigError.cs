namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>One fault of the input: where it is, and what was expected there.</summary>
/// <param name="Line">From 1; 0 = it came from the command line or from the environment.</param>
public sealed record ConfigError(string Source, int Line, int Column, string Message)
{
    public override string ToString() => Line == 0 ? $"{Source}: {Message}" : $"{Source}:{Line}:{Column}: {Message}";
}
