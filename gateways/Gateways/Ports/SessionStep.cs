namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>What a session request wants.</summary>
public enum SessionStep : byte
{
    Open = 0,
    Renew = 1,
}
