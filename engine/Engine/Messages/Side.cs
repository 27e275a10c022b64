namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Side of an order. Stored.</summary>
public enum Side : byte
{
    Buy = 0,
    Sell = 1,
}
