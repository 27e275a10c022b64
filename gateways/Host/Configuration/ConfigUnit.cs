using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The unit a number is written in, and how many of the stored whole numbers make one of it.</summary>
/// <param name="Key">Of its name in the table of texts.</param>
/// <param name="Scale">Stored value = written value × scale; what is left of a fraction then is an error.</param>
public sealed record ConfigUnit(string Key, long Scale)
{
    /// <summary>As it reads in a message: "unit.seconds".</summary>
    public string Name => Words.Of(Key);

    private const long E8 = 100_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static readonly ConfigUnit Count = new("unit.count", 1);
    public static readonly ConfigUnit Quote = new("unit.quote", E8);
    public static readonly ConfigUnit Base = new("unit.base", E8);
    public static readonly ConfigUnit Fraction = new("unit.fraction", E8);

    /// <summary>Written in percent, stored as a fraction in 1e-8.</summary>
    public static readonly ConfigUnit Percent = new("unit.percent", E8 / 100);
    public static readonly ConfigUnit Milliseconds = new("unit.milliseconds", NanosecondsPerSecond / 1000);
    public static readonly ConfigUnit Seconds = new("unit.seconds", NanosecondsPerSecond);
    public static readonly ConfigUnit Minutes = new("unit.minutes", 60 * NanosecondsPerSecond);
    public static readonly ConfigUnit PerSecond = new("unit.perSecond", 1000);
    public static readonly ConfigUnit Times = new("unit.times", 1000);
}
