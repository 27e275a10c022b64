namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>What <c>opensqt run</c> was told on the command line; null = not said.</summary>
public sealed record RunOptions
{
    public string? ConfigFile { get; init; }
    public TimeSpan? Duration { get; init; }
    public bool Json { get; init; }
    public bool NewGrid { get; init; }
    public bool AdoptPosition { get; init; }

    /// <summary>Options that stand for a key of the configuration: path → (option, text).</summary>
    public IReadOnlyDictionary<string, (string Option, string Text)> Overrides { get; init; } =
        new Dictionary<string, (string Option, string Text)>();
}
