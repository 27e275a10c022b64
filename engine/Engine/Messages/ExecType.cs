namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>FIX ExecType (tag 150): what this report is about. Stored; append only.</summary>
public enum ExecType : byte
{
    None = 0,
    New = 1,
    Trade = 2,
    Canceled = 3,
    Expired = 4,
    Rejected = 5,
    Amended = 6,

    /// <summary>A fill that the venue forced: liquidation or auto-deleveraging.</summary>
    Liquidation = 7,
}
