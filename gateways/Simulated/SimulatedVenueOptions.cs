using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated;

/// <summary>What a simulated venue is made of; the defaults are those of a bare run.</summary>
public sealed record SimulatedVenueOptions
{
    /// <summary>The demo keys. They open nothing but a simulated venue.</summary>
    public const string DemoApiKey = "opensqt-demo-key-of-the-simulated-venue";

    public const string DemoApiSecret = "opensqt-demo-secret-of-the-simulated-venue";

    public InstrumentRules Instrument { get; init; } = new();

    /// <summary>USDT in the account of a fresh venue, in 1e-8. Existing books keep their own.</summary>
    public long StartBalanceE8 { get; init; } = 10_000 * FixedPoint.One;

    public int Leverage { get; init; } = 10;

    /// <summary>How much faster than recorded the market runs; the venue's own clock stays the wall clock.</summary>
    public double Speed { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>For TLS, with its private key; null = plain text, which never leaves this machine.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Where the venue's books live; null keeps them in memory only.</summary>
    public string? BooksDirectory { get; init; }

    /// <summary>Null plays the recording that comes with the project.</summary>
    public string? RecordingPath { get; init; }

    /// <summary>Ticks added to every recorded price.</summary>
    public long PriceShiftTicks { get; init; }

    public string ApiKey { get; init; } = DemoApiKey;
    public string ApiSecret { get; init; } = DemoApiSecret;

    /// <summary>The third part of a key, where a protocol has one.</summary>
    public string Passphrase { get; init; } = "opensqt-demo-passphrase";
    public long ListenKeyLifetimeMs { get; init; } = 60 * 60 * 1000;

    /// <summary>Request weight a minute; 0 switches the limit off.</summary>
    public int WeightPerMinute { get; init; } = 2400;

    /// <summary>Orders in 10 seconds; 0 switches the limit off.</summary>
    public int OrdersPer10Seconds { get; init; } = 300;

    /// <summary>Orders a minute; 0 switches the limit off.</summary>
    public int OrdersPerMinute { get; init; } = 1200;
}
