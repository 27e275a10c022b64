namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>
/// One change of the books, in the order it happened. The log stores it, the user stream tells it.
/// <see cref="Value"/> is the leverage, 1 for a mode switched on, or a payment of funding in 1e-8 (positive =
/// received).
/// </summary>
public readonly record struct BookEntry(
    BookEntryKind Kind, VenueOrder? Order, VenueFill? Fill, long Value, long TimeMs);
