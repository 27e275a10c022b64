namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>Where a slot stands. Part of the state hash; append only.</summary>
public enum SlotState : byte
{
    /// <summary>No order, nothing held.</summary>
    Free = 0,

    /// <summary>Buy sent, nothing heard.</summary>
    BuyPending = 1,

    /// <summary>Buy confirmed, maybe partly filled.</summary>
    BuyLive = 2,

    /// <summary>Buy, cancel sent.</summary>
    BuyCanceling = 3,

    /// <summary>Something held, no order.</summary>
    Held = 4,
    SellPending = 5,
    SellLive = 6,
    SellCanceling = 7,

    /// <summary>A buy whose outcome is unknown; a query is outstanding or due.</summary>
    BuyInDoubt = 8,
    SellInDoubt = 9,
}
