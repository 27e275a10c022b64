namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// Whose candles the volume breaker wants to see; an index in the list is the symbol's number in events.
/// </summary>
/// <param name="Symbols">As the venue spells them; at most 32.</param>
/// <param name="IntervalNs">Length of a candle.</param>
/// <param name="History">Closed candles to know before the first frame.</param>
public sealed record CandleWatch(IReadOnlyList<string> Symbols, long IntervalNs, int History);
