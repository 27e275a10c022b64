namespace OpenSQT.Lmax.Host.Checking;

/// <summary>One slot of the ladder, in the contract's units; profit of its round trip after both fees.</summary>
public readonly record struct Rung(
    int Slot, decimal BuyPrice, decimal Quantity, decimal Value, decimal SellPrice, decimal Profit);
