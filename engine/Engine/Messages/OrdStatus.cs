namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>FIX OrdStatus (tag 39), the states that our venues know. Stored; append only.</summary>
public enum OrdStatus : byte
{
    None = 0,
    New = 1,
    PartiallyFilled = 2,
    Filled = 3,
    Canceled = 4,
    Expired = 5,
    Rejected = 6,
}
