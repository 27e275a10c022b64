namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>A link to the venue came up or went down.</summary>
public struct GatewayStatus
{
    public GatewayLink Link;

    /// <summary>1 = up and subscribed, 0 = down.</summary>
    public byte Up;
    public Reason Reason;
}
