namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>Facts about a slot beside its state. Part of the state hash; append only.</summary>
[Flags]
public enum SlotFlags : byte
{
    None = 0,

    /// <summary>
    /// No exit until a reconcile has settled the slot (a reduce-only order was refused or knocked out).
    /// </summary>
    ExitsSuspended = 1,

    /// <summary>The order shall be cancelled as soon as that is allowed, whatever the target set says.</summary>
    CancelWanted = 2,

    /// <summary>A cancel for the present order has left and was not refused.</summary>
    CancelSent = 4,

    /// <summary>The order closes the holding at the bid, at whatever loss; only wanted while flattening.</summary>
    Closing = 8,
}
