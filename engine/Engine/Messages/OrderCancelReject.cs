namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The venue refused to cancel (FIX 9). Says nothing about how the order ended.</summary>
public struct OrderCancelReject
{
    public ulong ClOrdId;
    public Reason Reason;
}
