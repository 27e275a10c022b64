using OpenSQT.Lmax.Dashboard;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Venues;
using OpenSQT.Lmax.Host.Alerts;
using OpenSQT.Lmax.Host.Logging;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Everything a run is told from outside. Immutable; built by <see cref="HostConfigBuilder"/>.</summary>
public sealed record HostConfig
{
    public required string Exchange { get; init; }
    public required VenueCatalog.Entry VenueEntry { get; init; }
    public required string Symbol { get; init; }
    public required BotCode BotCode { get; init; }

    /// <summary>What a broker wants before our order ids; empty = nothing.</summary>
    public required string BrokerPrefix { get; init; }

    /// <summary>How our order ids look at the venue.</summary>
    public ClOrdIdText OrderIds => new(BotCode, BrokerPrefix);

    /// <summary>Null = no keys: the built-in simulated venue serves.</summary>
    public required Credentials? Credentials { get; init; }
    public required VenueAddresses Venue { get; init; }
    public required SimulatedMarket Simulated { get; init; }

    /// <summary>For the engine, one journaled row each, in the order of their ids.</summary>
    public required IReadOnlyList<SettingValue> Settings { get; init; }

    /// <summary>For the volume breaker; null = it is off.</summary>
    public required CandleWatch? Candles { get; init; }

    /// <summary>Orders go by REST only, even where the venue takes them over WebSocket.</summary>
    public required bool OrdersByRest { get; init; }

    /// <summary>Silence after which the venue cancels our orders; zero = never.</summary>
    public required TimeSpan DeadMansSwitch { get; init; }

    /// <summary>Null = a fresh temporary directory.</summary>
    public required string? DataDirectory { get; init; }
    public required int SegmentMib { get; init; }
    public required int RetentionDays { get; init; }
    public required long RetentionMib { get; init; }
    public required Durability Durability { get; init; }
    /// <summary>Null = as the number of cores suggests.</summary>
    public required bool? StagedThreads { get; init; }
    public required WaitMode Wait { get; init; }

    /// <summary>Null = the last core that this process may use.</summary>
    public required int? Core { get; init; }
    public required int RingSize { get; init; }

    /// <summary>Longest rehearsal before the run; zero = none.</summary>
    public required TimeSpan WarmUp { get; init; }
    public required LogLevels LogLevels { get; init; }
    public required int LogFileMib { get; init; }
    public required int LogFiles { get; init; }

    /// <summary>Null = that of the locale.</summary>
    public required string? Language { get; init; }

    /// <summary>Null = no web page.</summary>
    public required DashboardOptions? Dashboard { get; init; }

    /// <summary>What the operator should know about the file, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required AlertSettings Alerts { get; init; }

    public bool IsSimulated => Credentials is null;

    /// <summary>For people and for reports.</summary>
    public string VenueName => IsSimulated ? "simulated" : Exchange;
}
