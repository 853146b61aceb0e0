namespace Smtp.Tests.CPython;

/// <summary>Mirrors <c>SMTPDChannelIPv6Test</c> of CPython's <c>test_smtpd</c>: the same tests, at <c>::1</c>.</summary>
public sealed class SMTPDChannelIPv6Test() : SMTPDChannelTest(HOSTv6);
