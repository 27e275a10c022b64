namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>The leg an order asks for: <see cref="Both"/> in one-way mode, a leg in hedge mode.</summary>
public enum PositionSide : byte
{
    Both = 0,
    Long = 1,
    Short = 2,
}
