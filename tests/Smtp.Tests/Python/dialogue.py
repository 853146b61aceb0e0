"""Talks to an SMTP server and prints what is said: dialogue.py PORT SECTION.

The same script talks to CPython's smtpd and to our port of it; what it prints must be equal. Only the server's name and its
version, which the greeting tells, are replaced.
"""
import email.message
import smtplib
import socket
import sys

HOST = "127.0.0.1"
PORT = int(sys.argv[1])
TIMEOUT = 120

server_name = None


def show(direction, data):
    if len(data) > 200:
        data = data[:80] + b"..." + data[-20:] + b" (%d bytes)" % len(data)
    print(direction, ascii(data)[1:], flush=True)


def normal(line):
    """A reply without the server's name and version."""
    global server_name
    if line.startswith(b"220 "):
        server_name = line.split(b" ")[1]
        return b"220 NAME VERSION"
    if server_name and line in (b"250 " + server_name, b"250-" + server_name):
        return line[:4] + b"NAME"
    return line


class Dialogue:
    """A connection of which every line is shown."""

    def __init__(self, title, greeting=b"EHLO client.example"):
        print("==", title)
        self.socket = socket.create_connection((HOST, PORT), TIMEOUT)
        self.file = self.socket.makefile("rb")
        self.limit = 0
        self.utf8 = False
        self.reply()
        if greeting:
            for line in self.ask(greeting):
                if line.startswith(b"250-SIZE "):
                    self.limit = int(line[9:])
                self.utf8 = self.utf8 or line == b"250-SMTPUTF8"

    def reply(self):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                show("<", b"(closed)")
                return lines
            while not line.endswith(b"\r\n"):
                line += self.file.readline()  # a command is repeated in its reply, line feeds and all
            lines.append(line[:-2])
            show("<", normal(lines[-1]))
            if line[3:4] != b"-":
                return lines

    def send(self, data):
        show(">", data)
        self.socket.sendall(data)

    def ask(self, line):
        self.send(line + b"\r\n")
        return self.reply()

    def begin(self, *recipients, sender=b"<sender@example.com>"):
        self.ask(b"MAIL FROM:" + sender)
        for recipient in recipients or (b"<to@example.com>",):
            self.ask(b"RCPT TO:" + recipient)
        self.ask(b"DATA")

    def message(self, data):
        self.begin()
        self.send(data + b"\r\n.\r\n")
        self.reply()

    def end(self):
        """Says good-bye, and sees that nothing else comes."""
        self.ask(b"QUIT")
        self.reply()
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()


def commands():
    for greeting in None, b"HELO client.example", b"EHLO client.example":
        d = Dialogue("commands after %s" % greeting, greeting)
        for line in [
            b"NOOP", b"noop", b"NoOp", b"NOOP ", b"NOOP  ", b"NOOP x", b" NOOP", b"NOOP\t", b"\tNOOP", b"", b" ",
            b"RSET", b"RSET x", b"RSET ", b"HELP", b"HELP ", b"help", b"HELP x", b"HELP HELP", b"HELP EXPN",
            b"EXPN", b"EXPN list", b"UNKNOWN", b"unknown x y", b"X", b"MAIL", b"RCPT", b"DATA", b"DATA x", b"RCPT TO:<a@b>",
            b"STARTTLS", b"AUTH PLAIN", b"HELO", b"HELO ", b"EHLO", b"EHLO  ", b"SERVER", b"smtp_NOOP", b"__init__", b"PUSH",
            b"NOOP\r", b"NOOP\n", b"NO\nOP", b"\rNOOP", b"NOOP \x0b", b"NOOP \x1c", b"\x00", b"NOOP\x00", b"500", b"\"",
            b"'", b"%s",
        ]:
            d.ask(line)
        for name in "EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY".split():
            d.ask(b"HELP " + name.encode())
            d.ask(b"help " + name.lower().encode() + b" ")
            d.ask(b"HELP " + name.encode() + b" x")
        d.ask(b"HELO again.example")
        d.ask(b"EHLO again.example")
        d.ask(b"RSET")
        d.ask(b"EHLO after.rset.example")
        d.end()
    d = Dialogue("quit with an argument", None)
    d.ask(b"quit and so on")
    d.reply()
    d.close()


def sequence():
    for greeting in b"HELO client.example", b"EHLO client.example":
        d = Dialogue("sequence after %s" % greeting, greeting)
        for line in [
            b"DATA", b"RCPT TO:<a@example.com>", b"MAIL FROM:<a@example.com>", b"DATA", b"MAIL FROM:<b@example.com>",
            b"MAIL FROM:",
            b"RCPT FROM:<a@example.com>", b"RCPT TO:<a@example.com>", b"RCPT TO:<b@example.com>", b"HELO x", b"NOOP", b"DATA x",
            b"RSET", b"DATA", b"RCPT TO:<a@example.com>", b"MAIL FROM:<>", b"RCPT TO:<>", b"RCPT TO:<a@example.com> x", b"DATA",
        ]:
            d.ask(line)
        d.send(b"the message\r\n.\r\n")
        d.reply()
        d.ask(b"DATA")
        d.ask(b"RCPT TO:<a@example.com>")
        d.end()


def addresses():
    for greeting in b"HELO client.example", b"EHLO client.example":
        d = Dialogue("addresses after %s" % greeting, greeting)
        for address in [
            b"<a@example.com>", b"a@example.com", b" a@example.com", b"  <a@example.com>  ", b"<a@example.com", b"a", b"<a>",
            b"a b",
            b"<>", b"<> ", b"<a@example.com>x", b"<a@example.com> x", b"<a@example.com> x=y", b"<a@example.com>>",
            b"\"a b\"@example.com",
            b"<\"a b\"@example.com>", b"<\"a\\\"b\"@example.com>", b"<\"\"@example.com>", b"\"\"@example.com",
            b"a..b@example.com",
            b".a@example.com", b"a.@example.com", b"a@[192.0.2.1]", b"<a@[IPv6:2001:db8::1]>", b"<@relay.example:a@example.com>",
            b"<@relay.example,@other.example:a@example.com>", b"a(comment)@example.com", b"(comment)a@example.com",
            b"a @ example . com",
            b"<a @ example.com> ", b"a\\b@example.com", b"a'b@example.com", b"a+b=c@example.com", b"a!b%c@example.com",
            b"<a\n@example.com>",
            b"caf\xc3\xa9@example.com", b"<caf\xc3\xa9@ex\xc3\xa4mple.com>", b"\xc2\xa0a@example.com",
        ]:
            d.ask(b"VRFY " + address)
            d.ask(b"MAIL FROM:" + address)
            d.ask(b"RCPT TO:" + address)
            d.ask(b"RSET")
        for line in [
            b"MAIL FROM", b"MAIL FROM:", b"MAIL FROM: ", b"MAIL FROM <a@b>", b"MAIL <a@b>", b"MAIL TO:<a@b>", b"MAIL  FROM:<a@b>",
            b"mail from:<a@b>", b"rcpt to:<a@b>", b"RCPT TO", b"RCPT TO:", b"RCPT <a@b>", b"rcpt  TO:<a@b>", b"VRFY", b"VRFY ",
        ]:
            d.ask(line)
        d.end()


def parameters():
    for greeting in b"HELO client.example", b"EHLO client.example":
        d = Dialogue("parameters after %s" % greeting, greeting)
        for value in [
            b"SIZE=0", b"SIZE=1", b"size=20", b"SIZE=%d" % d.limit, b"SIZE=%d" % (d.limit + 1), b"SIZE=" + 30 * b"9", b"SIZE=",
            b"SIZE=-1", b"SIZE=+1", b"SIZE=x", b"SIZE=1x", b"SIZE=0x10", b"SIZE=1.0", b"SIZE=007", b"SIZE=1 SIZE=2",
            b"SIZE=\xd9\xa3",
            b"BODY=7BIT", b"BODY=8BITMIME", b"body=8bitmime", b"BODY=BINARYMIME", b"BODY", b"BODY=", b"BODY=7BIT BODY=8BITMIME",
            b"SMTPUTF8", b"smtputf8", b"SMTPUTF8=1", b"SMTPUTF8=", b"SMTPUTF8 BODY=8BITMIME", b"SMTPUTF8 SIZE=10",
            b"SMTPUTF8 SIZE=x",
            b"SMTPUTF8 X", b"X", b"X=1", b"X=", b"=", b"=1", b"X==", b"X-Y=1", b"X_Y", b"!", b"SIZE=10 BODY=8BITMIME",
            b"SIZE=10\tBODY=7BIT",
            b"SIZE=10  BODY=7BIT ", b"AUTH=<>", b"RET=HDRS ENVID=QQ", b"\xc3\xa9", b"\xc3\xa9=1", b"SIZE=10\x1cBODY=7BIT",
        ]:
            d.ask(b"MAIL FROM:<a@example.com> " + value)
            d.ask(b"RCPT TO:<a@example.com> " + value)
            d.ask(b"RSET")
        d.ask(b"MAIL FROM:<a@example.com>")
        for value in [b"NOTIFY=NEVER", b"ORCPT=rfc822;a@b", b"X", b"X=", b"="]:
            d.ask(b"RCPT TO:<a@example.com> " + value)
        d.end()


def lengths():
    for greeting in None, b"HELO client.example", b"EHLO client.example":
        d = Dialogue("lengths after %s" % greeting, greeting)
        for length in 510, 511, 512, 513, 514, 522, 523, 537, 538, 539, 540, 547, 548, 549, 550, 1000, 10000, 100000:
            for start, end in [
                (b"MAIL FROM:<", b"@b>"), (b"MAIL FROM:<a@b> ", b""), (b"NOOP ", b""), (b"HELP ", b""), (b"", b""), (b" ", b""),
            ]:
                d.ask(start + (length - len(start) - len(end)) * b"x" + end)
                d.ask(b"RSET")
        d.ask(b"NOOP")
        d.end()


def messages():
    d = Dialogue("messages")
    for data in [
        b"one line", b"", b"\r\n", b"From: a\r\nTo: b\r\n\r\nbody", b"From: a\r\nTo: b\r\n\r\nbody\r\n", b"no header\r\n\r\n\r\n",
        b"..", b"...", b"..\r\n..\r\n...x", b".x", b".x\r\n.y", b"a\r\n..b\r\nc", b"a\r\n .\r\nb", b"a\r\n.\rb",
        b"a\r\n.\nb", b"a\n.\nb", b"a\n.\r\nb",
        b"a\r.\rb", b"a\r\r\nb", b"bare\nlf\n", b"bare\rcr\r", b"\n\nx", b"\r\n\r\nx", b"tab\there", b"quote ' and \" and \\",
        b"8 bit \xff\x00\x80 \xc3\xa9", bytes(range(256)), b"\x0b\x0c\x1c\x1d\x1e\xc2\x85\xe2\x80\xa8", b"x" * 300,
        b"y" * 700 + b"\r\n",
        b"QUIT", b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA",
    ]:
        d.message(data)
    d.end()

    d = Dialogue("a message byte by byte")
    d.begin()
    for byte in b"Subject: slow\r\n\r\n..\r\n.\r\r\n.x\r\n.\r\n":
        d.socket.sendall(bytes([byte]))
    d.reply()
    d.end()

    d = Dialogue("many recipients, options")
    d.begin(*[b"<to%d@example.com>" % i for i in range(20)], sender=b"<s@example.com> SIZE=10 BODY=8BITMIME")
    d.send(b"to many\r\n.\r\n")
    d.reply()
    d.begin()
    d.send(b"to one, without options\r\n.\r\n")
    d.reply()
    d.end()

    d = Dialogue("a dot at once")
    d.begin()
    d.send(b".\r\nstill the message\r\n.\r\n")
    d.reply()
    d.end()

    d = Dialogue("leaves in the middle of a message")
    d.begin()
    d.send(b"half a mess")
    d.close()


def pipelined():
    d = Dialogue("pipelined")
    d.send(b"NOOP\r\nRSET\r\nHELP\r\nX\r\n\r\nVRFY a@b\r\nEXPN\r\nNOOP\r\n")
    for _ in range(8):
        d.reply()
    transaction = b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com> x=\r\nDATA\r\nfirst\r\n.\r\n"
    d.send(transaction)
    for _ in range(5):
        d.reply()
    d.send(3 * transaction + b"NOOP\r\n")
    for _ in range(16):
        d.reply()
    d.send(transaction + b"QUIT\r\n")
    for _ in range(6):
        d.reply()
    d.reply()
    d.close()


def utf8():
    d = Dialogue("addresses in UTF-8")
    d.ask("MAIL FROM:<naïve@exämple.com> BODY=8BITMIME SMTPUTF8".encode())
    d.ask("VRFY jürgen@exämple.com".encode())
    d.ask("RCPT TO:<späm@exämple.com>".encode())
    d.ask("RCPT TO:<日本@例え.jp>".encode())
    d.ask(b"DATA")
    if d.utf8:
        d.send("Subject: ünïcödé\r\n\r\nżźć\r\n.\r\n".encode())
        d.reply()
    d.ask("MAIL FROM:<ascii@example.com> SMTPUTF8".encode())
    d.ask("HELP é".encode())
    d.end()


def oversize():
    d = Dialogue("oversize")
    if not 0 < d.limit < 100000:
        d.end()
        return
    d.message(b"x" * (d.limit - 10))
    d.message(b"x" * d.limit)
    d.end()
    for size in d.limit + 1, d.limit + 2, 2 * d.limit, 10 * d.limit, 300000:
        d = Dialogue("too much: %d" % size)
        d.begin()
        for start in range(0, size, 5000):
            d.socket.sendall(b"x" * min(5000, size - start))
        d.send(b"\r\n.\r\n")
        d.reply()
        d.close()


def library():
    """What Python's own client makes of the replies."""
    print("== smtplib")

    def outcome(what, call):
        try:
            result = call()
            print(what, "->", result)
        except smtplib.SMTPException as e:
            print(what, "->", type(e).__name__, e.args)

    client = smtplib.SMTP(HOST, PORT, timeout=TIMEOUT, local_hostname="client.example")
    client.ehlo()
    print(sorted(client.esmtp_features.items()))
    message = email.message.EmailMessage()
    message["From"] = "sender@example.com"
    message["To"] = "to@example.com, other@example.com"
    message["Subject"] = "Grüße"
    message.set_content("Hello,\n.\n..dots\n\nbye\n")
    message.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream", filename="bytes")
    message.set_boundary("boundary")
    sender = "sender@example.com"
    outcome("vrfy", lambda: client.verify("somebody@example.com"))
    outcome("expn", lambda: client.expn("list"))
    outcome("help", lambda: client.help())
    outcome("help mail", lambda: client.help("mail"))
    outcome("noop", lambda: client.noop())
    outcome("send_message", lambda: client.send_message(message))
    outcome("sendmail", lambda: client.sendmail(sender, ["a@example.com", "b@example.com"], "Subject: x\n\n.dot\n..\nbye"))
    recipients = ["a@example.com", "x" * 600 + "@example.com", "c@example.com"]
    outcome("one refused", lambda: client.sendmail(sender, recipients, "two get it"))
    outcome("all refused", lambda: client.sendmail(sender, recipients, "x", rcpt_options=["NOTIFY=NEVER"]))
    outcome("sender refused", lambda: client.sendmail(sender, ["a@example.com"], "x", mail_options=["AUTH=<>"]))
    outcome("eight bit", lambda: client.sendmail(sender, ["a@example.com"], b"\xff\xfe\r\n", mail_options=["BODY=8BITMIME"]))
    outcome("null sender", lambda: client.sendmail("", ["a@example.com"], "bounce"))
    outcome("rset", lambda: client.rset())
    outcome("mail", lambda: client.mail(sender))
    outcome("nested mail", lambda: client.mail(sender))
    outcome("data", lambda: client.data("x"))
    outcome("unknown", lambda: client.docmd("TURN"))
    outcome("quit", lambda: client.quit())


def same():
    for section in commands, sequence, addresses, parameters, lengths, messages, pipelined, utf8, oversize, library:
        section()


def different():
    """Where CPython's smtpd fails. Ours answers."""
    for line in [
        b"VRFY @", b"VRFY <", b"VRFY a@", b"MAIL FROM:<@>", b"MAIL FROM:<a@[1>", b"MAIL FROM:<a@b> SIZE",
        b"MAIL FROM:<a@b> SIZE=\xc2\xb2",
        b"\xff\xfe", b"NOOP \xff", "ÉTÉ".encode(),
    ]:
        d = Dialogue("drops the connection")
        d.ask(line)
        d.close()

    # Once a message was too much, CPython takes the commands that follow for a message.
    d = Dialogue("stays in DATA")
    d.message(b"x" * (d.limit + 1))
    d.send(b"NOOP\r\n\r\n.\r\nNOOP\r\n")
    d.reply()
    d.reply()
    d.close()


{"same": same, "different": different}[sys.argv[2]]()
