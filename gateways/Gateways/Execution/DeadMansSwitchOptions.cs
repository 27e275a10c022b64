namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>When the venue is to cancel our orders by itself.</summary>
/// <param name="Countdown">Silence after which it does.</param>
/// <param name="Progress">A number that grows while the engine lives, such as the last event it applied.</param>
/// <param name="StaysArmed">Whether it stays armed when we end; else it is switched off.</param>
public sealed record DeadMansSwitchOptions(TimeSpan Countdown, Func<long> Progress, bool StaysArmed);
