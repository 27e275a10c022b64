namespace OpenSQT.Lmax.Simulated.Gate;

/// <summary>In which form an order object is written.</summary>
/// <param name="IsPush">On the private channel: prices are numbers, the update time is in milliseconds.</param>
/// <param name="IsDecimal">The client wants sizes as decimal strings.</param>
/// <param name="TimeMs">The moment that is told.</param>
/// <param name="AsOpen">The moment lies before the order's end.</param>
internal readonly record struct OrderForm(bool IsPush, bool IsDecimal, long TimeMs, bool AsOpen);
