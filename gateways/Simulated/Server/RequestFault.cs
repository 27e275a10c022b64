namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>What goes wrong with one order request.</summary>
public enum RequestFault
{
    None,

    /// <summary>Done, then the connection is closed without a reply.</summary>
    LoseAck,

    /// <summary>Done, and no reply ever; the connection stays open.</summary>
    NeverReply,

    /// <summary>Done, then answered with HTTP 503 "Unknown error …": execution unknown.</summary>
    UnknownError,

    /// <summary>Done, the reply comes late.</summary>
    DelayReply,

    /// <summary>The request reaches the matching engine late, and is answered then.</summary>
    DelayRequest,

    /// <summary>Done, a limit order fills completely at once, and the connection is closed without a reply.</summary>
    FillAndLoseAck,

    /// <summary>Not done; refused with a chosen code.</summary>
    Reject,
}
