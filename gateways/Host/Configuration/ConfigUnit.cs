namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The unit a number is written in, and how many of the stored whole numbers make one of it.</summary>
/// <param name="Name">As it reads in a message: "seconds".</param>
/// <param name="Scale">Stored value = written value × scale; what is left of a fraction then is an error.</param>
public sealed record ConfigUnit(string Name, long Scale)
{
    private const long E8 = 100_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static readonly ConfigUnit Count = new("a whole number", 1);
    public static readonly ConfigUnit Quote = new("quote units", E8);
    public static readonly ConfigUnit Base = new("base units", E8);
    public static readonly ConfigUnit Fraction = new("a fraction, 0.0002 = 0.02 %", E8);

    /// <summary>Written in percent, stored as a fraction in 1e-8.</summary>
    public static readonly ConfigUnit Percent = new("percent", E8 / 100);
    public static readonly ConfigUnit Milliseconds = new("milliseconds", NanosecondsPerSecond / 1000);
    public static readonly ConfigUnit Seconds = new("seconds", NanosecondsPerSecond);
    public static readonly ConfigUnit Minutes = new("minutes", 60 * NanosecondsPerSecond);
    public static readonly ConfigUnit PerSecond = new("per second", 1000);
    public static readonly ConfigUnit Times = new("times", 1000);
}
