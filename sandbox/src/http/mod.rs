//! Over the wire: WeChat's paths, the SMS vendor's, and the sandbox's own.
mod answer;
mod authorize;
mod bridge;
mod cgi;
mod console;
mod control;
mod faulty;
mod network;
mod pages;
mod phone;
mod screen;
mod sns;
mod token;

use std::{io, net::TcpListener};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::from_fn,
    web::{self, Data, PayloadConfig},
};

use crate::{errcode, sandbox::Sandbox};

/// More than any call of WeChat's that is answered here may carry.
const BODY_LIMIT: usize = 256 * 1024;

pub fn serve(sandbox: Sandbox, listener: TcpListener) -> io::Result<Server> {
    let sandbox = Data::new(sandbox);
    let assemble = move || {
        App::new()
            .app_data(sandbox.clone())
            .app_data(PayloadConfig::new(BODY_LIMIT))
            .app_data(answer::path_config())
            .app_data(answer::query_config())
            .app_data(answer::json_config(BODY_LIMIT))
            .wrap(from_fn(faulty::as_scripted))
            .configure(token::routes)
            .configure(sns::routes)
            .configure(authorize::routes)
            .configure(cgi::routes)
            .configure(control::routes)
            .configure(console::routes)
            .configure(phone::routes)
            .configure(network::routes)
            .configure(screen::routes)
            .configure(bridge::routes)
            .configure(pages::routes)
            .default_service(web::to(async || Err::<&str, _>(errcode::NO_SUCH_API)))
    };
    // A long poll holds a connection, not a thread: two workers are plenty for a phone or a test.
    Ok(HttpServer::new(assemble).workers(2).shutdown_timeout(1).listen(listener)?.run())
}
