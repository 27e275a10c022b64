namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>What can happen to a slot. All but the first three speak of the slot's present order.</summary>
public enum SlotTrigger : byte
{
    SendBuy,
    SendSell,
    SendCancel,

    /// <summary>The venue knows the order: a reply, a stream event or a query says that it is live.</summary>
    Ack,
    PartialFill,

    /// <summary>Filled whole.</summary>
    Fill,

    /// <summary>Canceled or expired; what was filled before is booked.</summary>
    Ended,

    /// <summary>The place was refused, proven.</summary>
    Reject,

    /// <summary>The venue does not know the order that we wanted to cancel.</summary>
    CancelRejectUnknown,

    /// <summary>The cancel was refused for another, proven reason (throttled): the order is still live.</summary>
    CancelReject,

    /// <summary>No answer in time, or the request's outcome is unknown.</summary>
    NoAnswer,

    /// <summary>Believed to be at the venue but not in its list, or the process restarted in between.</summary>
    Missing,

    /// <summary>The venue's quarantine has passed and nothing anywhere knows the order.</summary>
    ProvenAbsent,

    /// <summary>A fill of an earlier order, or an adjustment, changed the holding.</summary>
    PositionChanged,
}
